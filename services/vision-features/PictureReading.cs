using Engram.Contracts.Images;

namespace Engram.VisionFeatures;

/// <summary>The reading stored with a picture and its features, so that each picture is read only once.</summary>
public sealed record PictureReading
{
    public required int Channels { get; init; }

    public required IReadOnlyList<DetectedObject> Objects { get; init; }

    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Package that named the attributes. Null if there was none, or if the reading predates this field and the detector named
    /// them.</summary>
    public string? AttributeModel { get; init; }

    public static PictureReading Of(ExtractedFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return new PictureReading { Channels = features.Channels, Objects = features.Objects, Attributes = features.Attributes,
            AttributeModel = features.AttributeModel };
    }
}
