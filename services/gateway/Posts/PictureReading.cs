using Engram.Contracts.Images;

namespace Engram.Gateway.Posts;

/// <summary>The text in a post's picture.</summary>
public sealed record PictureText(string Engine, string Text, IReadOnlyList<RecognizedLine> Lines);

/// <summary>What a post's picture shows.</summary>
public sealed record PictureFeatures(FeatureGrid Grid, IReadOnlyList<DetectedObject> Objects, IReadOnlyList<string> Attributes, string? AttributeModel = null);
