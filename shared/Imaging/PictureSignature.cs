using System.Buffers.Binary;

namespace Engram.Imaging;

/// <summary>Recognizes a picture's format by its first bytes, and by its end whether the file is complete.</summary>
internal static class PictureSignature
{
    private const string Supported = "JPEG, PNG, GIF, WebP and AVIF are read.";

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> JpegEnd => [0xFF, 0xD9];

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Returns the format; throws <see cref="PictureRejectedException"/> if the format is not decoded here.</summary>
    public static PictureFormat Recognize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            throw new PictureRejectedException(PictureRejections.Empty, "The picture is empty: it has 0 bytes.");
        if (bytes.StartsWith(JpegStart))
            return PictureFormat.Jpeg;
        if (bytes.StartsWith(PngStart))
            return PictureFormat.Png;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return PictureFormat.Gif;
        if (bytes.StartsWith("RIFF"u8) && HasAt(bytes, 8, "WEBP"u8))
            return PictureFormat.WebP;
        if (HasAt(bytes, 4, "ftyp"u8) && BrandsOf(bytes).IndexOf("avif"u8) >= 0)
            return PictureFormat.Avif;
        if (NameUnsupported(bytes) is { } name)
        {
            throw new PictureRejectedException(
                PictureRejections.UnsupportedFormat, $"The picture is {name}, which is not decoded here. {Supported}");
        }

        throw new PictureRejectedException(PictureRejections.NotAPicture, $"The bytes are no picture of a known format. {Supported}");
    }

    /// <summary>Whether the file stops before the end that its format requires.</summary>
    public static bool EndsEarly(PictureFormat format, ReadOnlySpan<byte> bytes) => format switch
    {
        PictureFormat.Jpeg => !bytes.TrimEnd((byte)0).EndsWith(JpegEnd),
        PictureFormat.Png => bytes.LastIndexOf("IEND"u8) < 0,
        PictureFormat.Gif => bytes.TrimEnd((byte)0)[^1] != (byte)';',
        PictureFormat.WebP => bytes.Length < 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        PictureFormat.Avif => LastBoxEndsBeyond(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    private static bool HasAt(ReadOnlySpan<byte> bytes, int offset, ReadOnlySpan<byte> word) =>
        bytes.Length >= offset + word.Length && bytes.Slice(offset, word.Length).SequenceEqual(word);

    /// <summary>The major and compatible brands of an ISO base media file (ISO/IEC 14496-12, 4.3).</summary>
    private static ReadOnlySpan<byte> BrandsOf(ReadOnlySpan<byte> bytes)
    {
        var end = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(bytes), 8, (uint)Math.Min(bytes.Length, 256));
        return bytes[8..(int)end];
    }

    private static string? NameUnsupported(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("BM"u8))
            return "a BMP";
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8))
            return "a TIFF";
        if (bytes.StartsWith("%PDF"u8))
            return "a PDF";
        if (HasAt(bytes, 4, "ftyp"u8))
            return "a HEIC or a film";
        var beginning = bytes[..Math.Min(bytes.Length, 1024)];
        return beginning.IndexOf("<svg"u8) >= 0 ? "an SVG" : null;
    }

    /// <summary>Walks the top-level boxes (ISO/IEC 14496-12, 4.2) of an AVIF.</summary>
    private static bool LastBoxEndsBeyond(ReadOnlySpan<byte> bytes)
    {
        const uint sizeFollowsIn64Bits = 1, restOfTheFile = 0;
        while (bytes.Length >= 8)
        {
            long size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            if (size == restOfTheFile)
                return false;
            if (size == sizeFollowsIn64Bits)
                size = bytes.Length >= 16 ? BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) : long.MaxValue;
            if (size < 8 || size > bytes.Length)
                return true;
            bytes = bytes[(int)size..];
        }

        return !bytes.IsEmpty;
    }
}
