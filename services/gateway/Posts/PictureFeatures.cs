using Engram.Contracts.Images;

namespace Engram.Gateway.Posts;

/// <summary>What a post's picture shows.</summary>
public sealed record PictureFeatures(
    FeatureGrid Grid, IReadOnlyList<DetectedObject> Objects, IReadOnlyList<string> Attributes, string? AttributeModel = null);
