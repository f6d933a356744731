using System.IO.Compression;

namespace Engram.Imaging.Tests.Bombs;

/// <summary>PNGs (ISO/IEC 15948) that cost far more work than their size suggests.</summary>
internal static class PngBombs
{
    public const int Rgba = 6;
    private const int Gray = 0, Rgb = 2, Palette = 3, GrayAlpha = 4;

    public static IEnumerable<HostilePicture> All() =>
    [
        .. from type in (int[])[Gray, Rgb, GrayAlpha, Rgba]
           from bits in (int[])[8, 16]
           select new HostilePicture($"png, type {type}, {bits} bits, 7000 x 7000", () => Black(7000, 7000, bits, type)),
        .. from type in (int[])[Gray, Rgb, Rgba]
           from bits in (int[])[8, 16]
           select new HostilePicture($"png, interlaced, type {type}, {bits} bits, 7000 x 7000", () => Black(7000, 7000, bits, type, true)),
        new("png, one bit, 7000 x 7000", () => Black(7000, 7000, 1, Gray)),
        new("png, palette of 4 bits, 7000 x 7000", () => Black(7000, 7000, 4, Palette)),
        new("png, interlaced palette of one bit, 7000 x 7000", () => Black(7000, 7000, 1, Palette, interlaced: true)),
        new("png, 16 bits, 20000 x 2500", () => Black(20_000, 2_500, 16, Rgba)),
        new("png, 16 bits, 2500 x 20000", () => Black(2_500, 20_000, 16, Rgba)),
        new("png, interlaced, 3 x 20000", () => Black(3, 20_000, 16, Rgba, interlaced: true)),
        new("png, 30000 x 30000, no pixels", () => Join(30_000, 30_000, 8, Rgb, false, Chunk("IDAT", [1, 2, 3]))),
        new("png, 7000 x 7000, no pixels", () => Join(7000, 7000, 16, Rgba, true, Chunk("IDAT", Pack(1000)))),
        new("png, 60 MB behind 100 pixels", () => Join(10, 10, 8, Rgb, false, Chunk("IDAT", Pack(60_000_000)))),
        new(
            "png, 1000000 empty data chunks",
            () => Join(10, 10, 8, Rgb, false, Bytes.Repeat(Chunk("IDAT", []), 1_000_000), Chunk("IDAT", Pack(310)))),
        new(
            "png, 15000 empty data chunks",
            () => Join(10, 10, 8, Rgb, false, Bytes.Repeat(Chunk("IDAT", []), 15_000), Chunk("IDAT", Pack(310)))),
        .. from keyword in (string[])["zTXt", "iCCP", "iTXt"]
           from megabytes in (int[])[1, 50, 500]
           select new HostilePicture($"png, {keyword} of {megabytes} MB", () => WithPacked(keyword, megabytes * 1_000_000L)),
        new("png, 15 zTXt of 50 MB", () => WithPacked("zTXt", 50_000_000, times: 15)),
        new("png, 400000 packed texts", () => WithPacked("zTXt", 1, times: 400_000)),
        new("png, 500000 texts", () => With(Bytes.Repeat(Chunk("tEXt", "a\0b"u8.ToArray()), 500_000))),
        new("png, 15000 texts", () => With(Bytes.Repeat(Chunk("tEXt", "a\0b"u8.ToArray()), 15_000))),
        new("png, 15000 unknown chunks", () => With(Bytes.Repeat(Chunk("teSt", "ab"u8.ToArray()), 15_000))),
        new("png, 15000 suggested palettes", () => With(Bytes.Repeat(Chunk("sPLT", [.. "a\0"u8, 8, 1, 2, 3, 4, 0, 1]), 15_000))),
        new("png, Exif that points to itself", () => With(Chunk("eXIf", ExifBombs.Loop()))),
        new("png, Exif of 60000 entries", () => With(Chunk("eXIf", ExifBombs.Entries(60_000)))),
        new("png, 10000 frames", () => Animation(10_000)),
        new(
            "png, a chunk of 4 GB",
            () => [.. Signature, .. Header(10, 10, 8, Rgb, false), .. Bytes.Four(uint.MaxValue), .. "IDAT"u8, 1, 2, 3]),
    ];

    /// <summary>A picture of zeros. The file has about a thousandth of the bytes of its pixels.</summary>
    public static byte[] Black(int width, int height, int bits, int type, bool interlaced = false)
    {
        var palette = type == Palette ? Chunk("PLTE", new byte[6]) : [];
        var pixels = Pack(RawBytes(width, height, bits * Channels(type), interlaced));
        return Join(width, height, bits, type, interlaced, palette, Chunk("IDAT", pixels));
    }

    private static byte[] With(byte[] chunks) => Join(10, 10, 8, Rgb, false, chunks, Chunk("IDAT", Pack(310)));

    /// <summary>A small picture with compressed texts or profiles that expand to <paramref name="zeros"/> zeros each.</summary>
    public static byte[] WithPacked(string type, long zeros, int times = 1)
    {
        byte[] head = type == "iTXt" ? [.. "a\0"u8, 1, 0, 0, 0] : [.. "a\0\0"u8];
        return With(Bytes.Repeat(Chunk(type, [.. head, .. Pack(zeros)]), times));
    }

    private static byte[] Animation(int frames)
    {
        byte[] control = [.. Bytes.Four(0), .. Bytes.Four(10), .. Bytes.Four(10), .. new byte[14]];
        byte[] frame = [.. Chunk("fcTL", control), .. Chunk("fdAT", [0, 0, 0, 1, .. Pack(310)])];
        var animation = Chunk("acTL", [.. Bytes.Four(frames), 0, 0, 0, 0]);
        return Join(10, 10, 8, Rgb, false, animation, Chunk("IDAT", Pack(310)), Bytes.Repeat(frame, frames));
    }

    private static int Channels(int type) => type switch { Rgb => 3, GrayAlpha => 2, Rgba => 4, _ => 1 };

    /// <summary>Bytes of all rows with their filter bytes. An interlaced picture has seven passes (Adam7).</summary>
    private static long RawBytes(int width, int height, int bitsPerPixel, bool interlaced)
    {
        (int X, int Y, int StepX, int StepY)[] passes = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        return passes.Sum(pass =>
        {
            var (columns, rows) = ((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY);
            return columns == 0 ? 0 : (long)rows * (1 + (((long)columns * bitsPerPixel) + 7) / 8);
        });
    }

    private static byte[] Pack(long zeros)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 16];
            for (var left = zeros; left > 0; left -= block.Length)
                zlib.Write(block, 0, (int)Math.Min(left, block.Length));
        }

        return packed.ToArray();
    }

    private static readonly byte[] Signature = [0x89, .. "PNG\r\n\x1A\n"u8];

    private static byte[] Header(int width, int height, int bits, int type, bool interlaced) =>
        Chunk("IHDR", [.. Bytes.Four(width), .. Bytes.Four(height), (byte)bits, (byte)type, 0, 0, (byte)(interlaced ? 1 : 0)]);

    private static byte[] Join(int width, int height, int bits, int type, bool interlaced, params byte[][] chunks) =>
        [.. Signature, .. Header(width, height, bits, type, interlaced), .. Bytes.Join(chunks), .. Chunk("IEND", [])];

    private static byte[] Chunk(string type, byte[] data) => PngWriter.Chunk(type, data);
}
