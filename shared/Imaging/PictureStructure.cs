namespace Engram.Imaging;

/// <summary>What a walk over a file counts before anything is decoded: the work that its bytes and its pixels do not show.</summary>
internal sealed record PictureStructure
{
    /// <summary>Segments of a JPEG; packed texts and profiles of a PNG.</summary>
    public int Segments { get; init; }

    /// <summary>Bytes of packed texts and profiles, once unpacked.</summary>
    public long MetadataBytes { get; init; }

    /// <summary>Passes of a JPEG over the picture.</summary>
    public int Scans { get; init; }

    /// <summary>Blocks of 8 x 8 samples that a JPEG's scans visit, in all.</summary>
    public long BlockVisits { get; init; }

    /// <summary>Bytes of a JPEG's coefficients, which a decoder keeps from scan to scan; 0 where one scan holds all.</summary>
    public long CoefficientBytes { get; init; }

    /// <summary>A PNG that comes in seven passes, so that a decoder keeps the whole frame.</summary>
    public bool IsInterlaced { get; init; }

    /// <summary>A WebP without loss.</summary>
    public bool IsLossless { get; init; }

    /// <summary>Pixels that an AVIF's decoder computes, tiles counted as often as they are used.</summary>
    public long CodedPixels { get; init; }

    /// <summary>Walks the file as a decoder would; where it is damaged the walk ends, and so does the decoder's.</summary>
    /// <exception cref="PictureRejectedException">The file is of a kind of its format that is not decoded here.</exception>
    public static PictureStructure Walk(PictureFormat format, ReadOnlySpan<byte> file, ImagingOptions limits) => format switch
    {
        PictureFormat.Jpeg => JpegStructure.Walk(file),
        PictureFormat.Png => PngStructure.Walk(file, limits),
        PictureFormat.WebP => new PictureStructure { IsLossless = WebPStructure.IsLossless(file) },
        PictureFormat.Avif => new PictureStructure { CodedPixels = AvifStructure.CountCodedPixels(file) },
        _ => new PictureStructure(),
    };
}
