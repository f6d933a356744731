namespace Engram.Contracts.Images;

/// <summary>
/// A picture that can't be read, and will not be by trying again. Published by ocr or vision-features; consumed by gateway, which goes on
/// with what the post has left.
/// </summary>
public sealed record ImageRejected
{
    public required Guid PostId { get; init; }

    /// <summary>Address of the refused picture: SHA-256, 64 lower-case hex digits.</summary>
    public required string PictureSha256 { get; init; }

    public required ImageReader Reader { get; init; }

    /// <summary>Stable word for programs, for example <c>too-many-pixels</c> or <c>not-a-picture</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Sentence for people: what is wrong and what would be right.</summary>
    public required string Reason { get; init; }
}

/// <summary>The two services that read pictures.</summary>
public enum ImageReader
{
    Ocr,
    VisionFeatures,
}
