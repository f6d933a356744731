using Engram.Contracts.Images;

namespace Engram.VisionFeatures;

/// <summary>What is kept beside a picture, with its features, so that it is read once.</summary>
public sealed record PictureReading
{
    public required int Channels { get; init; }

    public required IReadOnlyList<DetectedObject> Objects { get; init; }

    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Package that named them; null when none was there to, or the reading is older than this field and the detector
    /// did.</summary>
    public string? AttributeModel { get; init; }

    public static PictureReading Of(ExtractedFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return new PictureReading { Channels = features.Channels, Objects = features.Objects, Attributes = features.Attributes,
            AttributeModel = features.AttributeModel };
    }
}
