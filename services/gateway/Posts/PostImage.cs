using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Images;

namespace Engram.Gateway.Posts;

/// <summary>A picture of a post with the answers of its two readers. Stored as JSON in the post's row.</summary>
public sealed record PostImage
{
    /// <summary>Address in the blob store; null if the picture could not be fetched, or if only an alt text was sent.</summary>
    public string? Sha256 { get; init; }

    public long Bytes { get; init; }

    public ImageKind Kind { get; init; }

    /// <summary>The author's description of the picture.</summary>
    public string? AltText { get; init; }

    /// <summary>Why the picture could not be fetched.</summary>
    public Fault? FetchFault { get; init; }

    public DateTimeOffset? OcrAnsweredAt { get; init; }

    public PictureText? Ocr { get; init; }

    public Fault? OcrFault { get; init; }

    public DateTimeOffset? FeaturesAnsweredAt { get; init; }

    public PictureFeatures? Features { get; init; }

    public Fault? FeaturesFault { get; init; }

    /// <summary>Whether a reader's answer about the picture at this address is still awaited.</summary>
    public bool Awaits(ImageReader reader, string sha256) => sha256 == Sha256 && !HasAnswered(reader);

    /// <summary>Whether a reader is done: it has answered, or there is nothing to read.</summary>
    public bool HasAnswered(ImageReader reader) =>
        Sha256 is null || (reader == ImageReader.Ocr ? OcrAnsweredAt : FeaturesAnsweredAt) is not null;

    /// <summary>Whether the picture contributes anything to the prediction.</summary>
    public bool HasContent() => AltText is not null || Ocr is not null || Features is not null;

    public ImageStatus StatusIn(PostState state) => this switch
    {
        { FetchFault: not null } => ImageStatus.Rejected,
        { Sha256: null } => ImageStatus.None,
        { OcrFault: not null, FeaturesFault: not null } => ImageStatus.Rejected,
        { OcrAnsweredAt: null } or { FeaturesAnsweredAt: null } => state is PostState.Received or PostState.Reading
            ? ImageStatus.Reading : ImageStatus.Late,
        _ => state is PostState.Received or PostState.Reading ? ImageStatus.Reading : ImageStatus.Read,
    };

    /// <summary>Returns the picture's error, even if the other reader succeeded; null if there is none.</summary>
    public Fault? FaultIn(PostState state) => StatusIn(state) == ImageStatus.Late ? Lateness() : FetchFault ?? OcrFault ?? FeaturesFault;

    private Fault Lateness() => (OcrAnsweredAt, FeaturesAnsweredAt) switch
    {
        (null, null) =>
            new Fault("picture-late", "Neither the picture's text nor its features came in time; the post went on without them."),
        (null, _) => new Fault("ocr-late", "The picture's text did not come in time; the post went on without it."),
        _ => new Fault("vision-features-late", "The picture's features did not come in time; the post went on without them."),
    };
}
