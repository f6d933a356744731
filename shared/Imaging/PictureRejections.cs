namespace Engram.Imaging;

/// <summary>Codes for why a picture is rejected; stable across versions.</summary>
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

    /// <summary>Decoding would take more CPU time or memory than allowed.</summary>
    public const string TooExpensive = "too-expensive";
    public const string Truncated = "truncated";
    public const string Damaged = "damaged";

    /// <summary>Decoding, or reading the decoded picture, exceeded its time limit.</summary>
    public const string TooSlow = "too-slow";
}
