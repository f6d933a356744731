using Engram.Keyphrases.Encoding;

namespace Engram.Lab.DataSets;

/// <summary>A labelled post of a source, and the file of its picture when it has one.</summary>
/// <param name="Post">The post; its attributes are empty when a picture will give them.</param>
/// <param name="PicturePath">Path of the picture, or null.</param>
public sealed record DataSetPost(LabelledPost Post, string? PicturePath);
