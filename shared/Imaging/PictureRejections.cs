namespace Engram.Imaging;

/// <summary>Why a picture is refused: words that stay the same from version to version.</summary>
public static class PictureRejections
{
    public const string Empty = "empty";
    public const string NotAPicture = "not-a-picture";
    public const string UnsupportedFormat = "unsupported-format";
    public const string TooManyBytes = "too-many-bytes";
    public const string TooManyPixels = "too-many-pixels";
    public const string TooManyFrames = "too-many-frames";
    public const string TooManyScans = "too-many-scans";
    public const string TooManySegments = "too-many-segments";
    public const string TooMuchMetadata = "too-much-metadata";

    /// <summary>To decode it takes more time or memory than a picture may.</summary>
    public const string TooExpensive = "too-expensive";
    public const string Truncated = "truncated";
    public const string Damaged = "damaged";

    /// <summary>It was not decoded, or a reader could not make sense of it, within its time.</summary>
    public const string TooSlow = "too-slow";
}
