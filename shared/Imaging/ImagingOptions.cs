using System.ComponentModel.DataAnnotations;

namespace Engram.Imaging;

/// <summary>
/// Limits on the size of a picture and on the work of decoding it. All but <see cref="MaxDecodingWait"/> are checked on the file's
/// structure and header, before any pixel is decoded.
/// </summary>
public sealed class ImagingOptions
{
    public const string SectionName = "Imaging";

    /// <summary>Maximum number of bytes in a picture file. Default 20 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxPictureBytes { get; set; } = 20 << 20;

    /// <summary>
    /// Maximum number of pixels: width times height of one frame. Formats that can't be decoded in strips take 4 bytes per pixel. Default
    /// 50 million.
    /// </summary>
    [Range(1, 500_000_000)]
    public long MaxPixels { get; set; } = 50_000_000;

    /// <summary>Maximum number of pixels along one side. Default 20,000.</summary>
    [Range(1, 65_535)]
    public int MaxSidePixels { get; set; } = 20_000;

    /// <summary>Maximum number of frames in an animation; only the first is read. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxFrames { get; set; } = 1_000;

    /// <summary>
    /// Maximum number of scans in a JPEG. Each scan is a pass over the whole picture; ordinary progressive JPEGs have 10. Default 100.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxScans { get; set; } = 100;

    /// <summary>Maximum number of segments in a JPEG, and of compressed texts and profiles in a PNG. Default 5,000.</summary>
    [Range(10, 1_000_000)]
    public int MaxSegments { get; set; } = 5_000;

    /// <summary>Maximum number of bytes of a PNG's texts and profiles after decompression. Default 8 MiB.</summary>
    [Range(0, 1 << 30)]
    public long MaxMetadataBytes { get; set; } = 8 << 20;

    /// <summary>Maximum CPU time for decoding, estimated from the header. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDecodingTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Maximum memory a decoder may hold for one picture at once, estimated from the header. Default 200 MB.</summary>
    [Range(1_000_000, 10_000_000_000)]
    public long MaxDecoderBytes { get; set; } = 200_000_000;

    /// <summary>
    /// Longest wall-clock time for decoding; then it stops at the decoder's next rows. Far longer than <see cref="MaxDecodingTime"/>,
    /// because on a busy machine one second of CPU time can take many seconds. Default 60 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDecodingWait { get; set; } = TimeSpan.FromSeconds(60);
}
