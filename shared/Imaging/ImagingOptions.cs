using System.ComponentModel.DataAnnotations;

namespace Engram.Imaging;

/// <summary>How large a picture may be. All limits are checked on the header, before any pixel is decoded.</summary>
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
}
