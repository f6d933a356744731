using System.Numerics;

namespace Engram.Imaging.Tests;

/// <summary>Writes baseline JPEGs (ITU-T T.81) of single-color 8 x 8 blocks for tests: only DC coefficients, four bits per
/// code.</summary>
internal static class JpegWriter
{
    private const byte Block = 8;

    /// <summary>
    /// A picture of <paramref name="blocks"/> [rows][columns][components]. One component is gray; four are Adobe CMYK, where 255 means
    /// no ink. <paramref name="orientation"/> is the EXIF tag, 1 to 8; 0 writes none.
    /// </summary>
    public static byte[] Write(byte[][][] blocks, byte orientation = 0)
    {
        int rows = blocks.Length, columns = blocks[0].Length, components = blocks[0][0].Length;
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        if (orientation != 0)
            WriteSegment(file, 0xE1,
                [.. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]);
        if (components == 4)
            WriteSegment(file, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        WriteSegment(file, 0xDB, [0, .. Enumerable.Repeat(Block, 64)]);
        var frame = Enumerable.Range(1, components).SelectMany(c => new byte[] { (byte)c, 0x11, 0 });
        WriteSegment(file, 0xC0, [8, 0, (byte)(rows * Block), 0, (byte)(columns * Block), (byte)components, .. frame]);
        WriteSegment(file, 0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        WriteSegment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        var scan = Enumerable.Range(1, components).SelectMany(c => new byte[] { (byte)c, 0 });
        WriteSegment(file, 0xDA, [(byte)components, .. scan, 0, 63, 0]);
        WriteScan(file, blocks, components);
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static void WriteSegment(MemoryStream file, byte marker, byte[] data)
    {
        var length = data.Length + 2;
        file.Write([0xFF, marker, (byte)(length >> 8), (byte)length, .. data]);
    }

    private static void WriteScan(MemoryStream file, byte[][][] blocks, int components)
    {
        var before = new int[components];
        int pending = 0, bits = 0;
        foreach (var block in blocks.SelectMany(row => row))
        {
            for (var c = 0; c < components; c++)
            {
                var dc = block[c] - 128;
                var difference = dc - before[c];
                before[c] = dc;
                var size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
                Put(size, 4);
                Put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
                const int endOfBlock = 0;
                Put(endOfBlock, 1);
            }
        }

        Put((1 << 7) - 1, 7);

        void Put(int value, int count)
        {
            pending = (pending << count) | value;
            bits += count;
            for (; bits >= 8; bits -= 8)
            {
                var next = (byte)(pending >> (bits - 8));
                file.WriteByte(next);
                if (next == 0xFF)
                    file.WriteByte(0);
            }

            pending &= (1 << bits) - 1;
        }
    }
}
