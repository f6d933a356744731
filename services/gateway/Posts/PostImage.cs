using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Images;

namespace Engram.Gateway.Posts;

/// <summary>A picture of a post, and what its two readers said of it. It lies in the post's row as JSON.</summary>
public sealed record PostImage
{
    /// <summary>Address in the blob store; null when it could not be fetched, or came as an alt text alone.</summary>
    public string? Sha256 { get; init; }

    public long Bytes { get; init; }

    public ImageKind Kind { get; init; }

    /// <summary>What the author says it shows.</summary>
    public string? AltText { get; init; }

    /// <summary>Why it could not be fetched.</summary>
    public Fault? FetchFault { get; init; }

    public DateTimeOffset? OcrAnsweredAt { get; init; }

    public PictureText? Ocr { get; init; }

    public Fault? OcrFault { get; init; }

    public DateTimeOffset? FeaturesAnsweredAt { get; init; }

    public PictureFeatures? Features { get; init; }

    public Fault? FeaturesFault { get; init; }

    /// <summary>Whether a reader's answer about the picture of this address is still waited for.</summary>
    public bool Awaits(ImageReader reader, string sha256) => sha256 == Sha256 && !HasAnswered(reader);

    /// <summary>Whether nothing more is to come from a reader: it has answered, or has nothing to read.</summary>
    public bool HasAnswered(ImageReader reader) =>
        Sha256 is null || (reader == ImageReader.Ocr ? OcrAnsweredAt : FeaturesAnsweredAt) is not null;

    /// <summary>Whether it tells anything about the post.</summary>
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

    /// <summary>What went wrong with it, also where one of the two readers coped; null when nothing did.</summary>
    public Fault? FaultIn(PostState state) => StatusIn(state) == ImageStatus.Late ? Lateness() : FetchFault ?? OcrFault ?? FeaturesFault;

    private Fault Lateness() => (OcrAnsweredAt, FeaturesAnsweredAt) switch
    {
        (null, null) =>
            new Fault("picture-late", "Neither the picture's text nor its features came in time; the post went on without them."),
        (null, _) => new Fault("ocr-late", "The picture's text did not come in time; the post went on without it."),
        _ => new Fault("vision-features-late", "The picture's features did not come in time; the post went on without them."),
    };
}
