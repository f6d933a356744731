using System.Buffers.Binary;
using System.IO.Compression;

namespace Engram.Imaging;

/// <summary>Walks a PNG's chunks (ISO/IEC 15948, 5.3) and decompresses its texts and profiles up to the limits.</summary>
internal static class PngStructure
{
    private const int SignatureBytes = 8, HeadBytes = 8, ChecksumBytes = 4, InterlaceOffset = 12;

    public static PictureStructure Walk(ReadOnlySpan<byte> file, ImagingOptions limits)
    {
        var (segments, metadata, interlaced) = (0, 0L, false);
        file = file[SignatureBytes..];
        while (file.Length >= HeadBytes)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file);
            var type = file[4..HeadBytes];
            if (length > file.Length - HeadBytes || type.SequenceEqual("IEND"u8))
                break;
            var data = file.Slice(HeadBytes, (int)length);
            if (type.SequenceEqual("IHDR"u8))
                interlaced = data.Length > InterlaceOffset && data[InterlaceOffset] != 0;
            var packed = PackedPart(type, data);
            if (!packed.IsEmpty && ++segments <= limits.MaxSegments && metadata <= limits.MaxMetadataBytes)
                metadata += CountUnpacked(packed, limits.MaxMetadataBytes - metadata);
            file = file[Math.Min(file.Length, HeadBytes + (int)length + ChecksumBytes)..];
        }

        return new PictureStructure { Segments = segments, MetadataBytes = metadata, IsInterlaced = interlaced };
    }

    /// <summary>The compressed part of a chunk, after its zero-terminated words; empty when nothing is compressed.</summary>
    private static ReadOnlySpan<byte> PackedPart(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        const int methodBytes = 1, flagAndMethodBytes = 2;
        if (type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iCCP"u8))
            return Skip(SkipWord(data), methodBytes);
        if (!type.SequenceEqual("iTXt"u8))
            return [];
        var behindKeyword = SkipWord(data);
        return behindKeyword is [1, ..] ? SkipWord(SkipWord(Skip(behindKeyword, flagAndMethodBytes))) : [];
    }

    private static ReadOnlySpan<byte> SkipWord(ReadOnlySpan<byte> data) =>
        data.IndexOf((byte)0) is var end and >= 0 ? data[(end + 1)..] : [];

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> data, int bytes) => data.Length > bytes ? data[bytes..] : [];

    /// <summary>
    /// Bytes a zlib stream decompresses to, counted until just above <paramref name="most"/>, or up to the damage in a damaged stream.
    /// </summary>
    private static long CountUnpacked(ReadOnlySpan<byte> packed, long most)
    {
        using var memory = new MemoryStream(packed.ToArray());
        using var zlib = new ZLibStream(memory, CompressionMode.Decompress);
        var (count, buffer) = (0L, new byte[1 << 16]);
        try
        {
            int read;
            while (count <= most && (read = zlib.Read(buffer)) > 0)
                count += read;
        }
        catch (InvalidDataException)
        {
            // The decoder fails at the same damage.
        }

        return count;
    }
}
