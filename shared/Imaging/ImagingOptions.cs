using System.ComponentModel.DataAnnotations;

namespace Engram.Imaging;

/// <summary>
/// How large a picture may be, and how much work. All limits but <see cref="MaxDecodingWait"/> are checked on the file's structure and its
/// header, before any pixel is decoded.
/// </summary>
public sealed class ImagingOptions
{
    public const string SectionName = "Imaging";

    /// <summary>Most bytes of a picture file. Default 20 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxPictureBytes { get; set; } = 20 << 20;

    /// <summary>
    /// Most pixels, width times height of one frame; formats that can't be decoded in strips take 4 bytes each. Default 50 million.
    /// </summary>
    [Range(1, 500_000_000)]
    public long MaxPixels { get; set; } = 50_000_000;

    /// <summary>Most pixels along one side. Default 20,000.</summary>
    [Range(1, 65_535)]
    public int MaxSidePixels { get; set; } = 20_000;

    /// <summary>Most frames of an animation, of which the first is read. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxFrames { get; set; } = 1_000;

    /// <summary>Most scans of a JPEG, each a pass over the whole picture; ordinary progressive ones have 10. Default 100.</summary>
    [Range(1, 100_000)]
    public int MaxScans { get; set; } = 100;

    /// <summary>Most segments of a JPEG, and most packed texts and profiles of a PNG. Default 5,000.</summary>
    [Range(10, 1_000_000)]
    public int MaxSegments { get; set; } = 5_000;

    /// <summary>Most bytes of a PNG's packed texts and profiles, once unpacked. Default 8 MiB.</summary>
    [Range(0, 1 << 30)]
    public long MaxMetadataBytes { get; set; } = 8 << 20;

    /// <summary>Most processor time that decoding may take, by an estimate from the header. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDecodingTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Most memory for what a decoder must hold of a picture at once, by an estimate from the header. Default 200 MB.</summary>
    [Range(1_000_000, 10_000_000_000)]
    public long MaxDecoderBytes { get; set; } = 200_000_000;

    /// <summary>
    /// Longest time by the clock that decoding may take; then it is stopped, at the next rows that the decoder hands over. It is long,
    /// because on a busy machine a second of work takes many by the clock. Default 60 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDecodingWait { get; set; } = TimeSpan.FromSeconds(60);
}
