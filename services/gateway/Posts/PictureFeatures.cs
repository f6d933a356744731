using Engram.Contracts.Images;

namespace Engram.Gateway.Posts;

/// <summary>Features that vision-features extracted from a post's picture.</summary>
public sealed record PictureFeatures(
    FeatureGrid Grid, IReadOnlyList<DetectedObject> Objects, IReadOnlyList<string> Attributes, string? AttributeModel = null);
