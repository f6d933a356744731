using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Engram.Imaging.Tests;

/// <summary>Writes PNGs (ISO/IEC 15948) for tests.</summary>
internal static class PngWriter
{
    private const byte Rgb = 2, Rgba = 6;

    /// <summary>A picture whose pixel at (x, y) is the result of <paramref name="colour"/>: three bytes, or four with alpha.</summary>
    public static byte[] Write(int width, int height, Func<int, int, byte[]> colour)
    {
        var channels = colour(0, 0).Length;
        return Write(width, height, channels == 4 ? Rgba : Rgb, rows =>
        {
            for (var y = 0; y < height; y++)
            {
                rows.WriteByte(0);
                for (var x = 0; x < width; x++)
                    rows.Write(colour(x, y));
            }
        });
    }

    /// <summary>A black picture. The file is about a thousand times smaller than its pixels.</summary>
    public static byte[] WriteBomb(int width, int height) => Write(width, height, Rgb, rows =>
    {
        var row = new byte[1 + (3 * width)];
        for (var y = 0; y < height; y++)
            rows.Write(row);
    });

    /// <summary>A header without the pixels it announces.</summary>
    public static byte[] WriteHeaderOnly(int width, int height) => Write(width, height, Rgb, _ => { });

    private static byte[] Write(int width, int height, byte colourType, Action<Stream> writeRows)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\x1A\n"u8]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = colourType;
        file.Write(Chunk("IHDR", header));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            writeRows(zlib);
        file.Write(Chunk("IDAT", packed.ToArray()));
        file.Write(Chunk("IEND", []));
        return file.ToArray();
    }

    /// <summary>A chunk with its length and checksum.</summary>
    public static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }
}
