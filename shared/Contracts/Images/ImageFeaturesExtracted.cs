namespace Engram.Contracts.Images;

/// <summary>Features, objects and attributes of a post's picture. Published by vision-features; consumed by gateway.</summary>
public sealed record ImageFeaturesExtracted
{
    public required Guid PostId { get; init; }

    /// <summary>Reference to the feature grid, by picture and backbone. Features of different backbones are not comparable and never
    /// mixed.</summary>
    public required FeatureGrid Grid { get; init; }

    /// <summary>Objects above the detector's threshold, most certain first; empty when none was found. The feature of object i is row
    /// Regions + i.</summary>
    public required IReadOnlyList<DetectedObject> Objects { get; init; }

    /// <summary>Up to five words that describe the picture, most certain first.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Model and version that produced <see cref="Attributes"/>, <c>name/version</c>: the grid's detector, or a separate attribute
    /// model. Null: no attributes, or the message predates this field.</summary>
    public string? AttributeModel { get; init; }
}

/// <summary>Reference to a picture's features. The blob store holds them beside the picture as float16 little-endian, row-major [Regions +
/// objects, Channels]: first the grid row by row from the top left, then one pooled feature per object.</summary>
public sealed record FeatureGrid
{
    /// <summary>Address of the picture in the blob store: SHA-256, 64 lower-case hex digits.</summary>
    public required string PictureSha256 { get; init; }

    /// <summary>Backbone and version that computed them, for example <c>ssd-mobilenet-v2/1</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Number of regions, 49 for the 7 x 7 grid of the papers.</summary>
    public required int Regions { get; init; }

    /// <summary>Features per region, for example 1280 (MobileNetV2) or 512 (VGG-16).</summary>
    public required int Channels { get; init; }
}

/// <summary>One object found in a picture.</summary>
public sealed record DetectedObject
{
    public required string Label { get; init; }

    /// <summary>The detector's score, 0 to 1.</summary>
    public required float Score { get; init; }

    /// <summary>Left, top, right, bottom: four numbers, as fractions of the upright picture's width and height, 0 to 1.</summary>
    public required IReadOnlyList<float> Box { get; init; }
}
