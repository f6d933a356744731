namespace Engram.Imaging;

/// <summary>What a walk over the file counts before decoding: work that the number of bytes and pixels does not show.</summary>
internal sealed record PictureStructure
{
    /// <summary>Segments in a JPEG; compressed texts and profiles in a PNG.</summary>
    public int Segments { get; init; }

    /// <summary>Bytes of compressed texts and profiles after decompression.</summary>
    public long MetadataBytes { get; init; }

    /// <summary>Scans in a JPEG, each a pass over the picture.</summary>
    public int Scans { get; init; }

    /// <summary>Blocks of 8 x 8 samples visited by all scans of a JPEG together.</summary>
    public long BlockVisits { get; init; }

    /// <summary>Bytes of coefficients that a JPEG decoder keeps between scans; 0 when one sequential scan holds all components.</summary>
    public long CoefficientBytes { get; init; }

    /// <summary>Whether a PNG is interlaced in seven passes, for which a decoder keeps the whole frame.</summary>
    public bool IsInterlaced { get; init; }

    /// <summary>Whether a WebP is lossless.</summary>
    public bool IsLossless { get; init; }

    /// <summary>Pixels that an AVIF decoder computes, counting a tile once per use.</summary>
    public long CodedPixels { get; init; }

    /// <summary>Walks the file as a decoder would. At damage the walk stops, as the decoder does.</summary>
    /// <exception cref="PictureRejectedException">The file uses a variant of its format that is not decoded here.</exception>
    public static PictureStructure Walk(PictureFormat format, ReadOnlySpan<byte> file, ImagingOptions limits) => format switch
    {
        PictureFormat.Jpeg => JpegStructure.Walk(file),
        PictureFormat.Png => PngStructure.Walk(file, limits),
        PictureFormat.WebP => new PictureStructure { IsLossless = WebPStructure.IsLossless(file) },
        PictureFormat.Avif => new PictureStructure { CodedPixels = AvifStructure.CountCodedPixels(file) },
        _ => new PictureStructure(),
    };
}
