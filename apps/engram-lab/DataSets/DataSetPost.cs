using Engram.Keyphrases.Encoding;

namespace Engram.Lab.DataSets;

/// <summary>A labeled post of a source, and its picture file if it has one.</summary>
/// <param name="Post">The post; its attributes are empty when they will come from a picture.</param>
/// <param name="PicturePath">Path of the picture, or null.</param>
public sealed record DataSetPost(LabelledPost Post, string? PicturePath);
