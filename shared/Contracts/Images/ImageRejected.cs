namespace Engram.Contracts.Images;

/// <summary>A picture that can't be read; retrying will not help. Published by ocr or vision-features; consumed by gateway, which continues
/// with the rest of the post.</summary>
public sealed record ImageRejected
{
    public required Guid PostId { get; init; }

    /// <summary>Address of the rejected picture in the blob store: SHA-256, 64 lower-case hex digits.</summary>
    public required string PictureSha256 { get; init; }

    public required ImageReader Reader { get; init; }

    /// <summary>Stable code for programs, for example <c>too-many-pixels</c> or <c>not-a-picture</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Message for people: what is wrong and what would be right.</summary>
    public required string Reason { get; init; }
}

/// <summary>The two services that read pictures.</summary>
public enum ImageReader
{
    Ocr,
    VisionFeatures,
}
