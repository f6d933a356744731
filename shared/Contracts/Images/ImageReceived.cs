namespace Engram.Contracts.Images;

/// <summary>A picture of a post is in the blob store, ready to be read; a post with several pictures has one message for each. Published by
/// gateway; consumed by ocr and vision-features, which each answer with their result or with <see cref="ImageRejected"/>.</summary>
public sealed record ImageReceived
{
    public required Guid PostId { get; init; }

    /// <summary>Address of the picture in the blob store: SHA-256 of its bytes as received, 64 lower-case hex digits.</summary>
    public required string PictureSha256 { get; init; }

    /// <summary>Size of the picture as received, bytes.</summary>
    public required long PictureBytes { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
