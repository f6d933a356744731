namespace Engram.Imaging.Tests.Bombs;

/// <summary>GIFs (version 89a) that cost far more work than their size suggests.</summary>
internal static class GifBombs
{
    public static IEnumerable<HostilePicture> All() =>
    [
        new("gif, one frame, 7000 x 7000", () => Frames(7000, 7000, 1, 7000, 7000)),
        new("gif, 3 frames, 7000 x 7000", () => Frames(7000, 7000, 3, 7000, 7000)),
        new("gif, 900 frames, 2000 x 2000", () => Frames(2000, 2000, 900, 2000, 2000)),
        new("gif, 50000 frames of a pixel", () => Frames(1, 1, 50_000, 1, 1)),
        new("gif, 900 frames of a pixel, 7000 x 7000", () => Frames(7000, 7000, 900, 1, 1)),
        new("gif, 65535 x 65535", () => Frames(65_535, 65_535, 1, 1, 1)),
        new("gif, a frame larger than its screen", () => Frames(10, 10, 1, 65_000, 700)),
        new("gif, no frames", () => Frames(100, 100, 0, 1, 1)),
        new("gif, 1000000 comments", () => WithBlocks([0x21, 0xFE, 1, 65, 0], 1_000_000)),
        new("gif, 1000000 controls", () => WithBlocks([0x21, 0xF9, 4, 0, 10, 0, 0, 0], 1_000_000)),
        new("gif, 15000 application blocks", () => WithBlocks([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0], 15_000)),
        new("gif, 4000000 blocks of nothing", () => WithBlocks([0x21, 0xFE, 0], 4_000_000)),
        new("gif, codes that only clear", () => ClearCodes(5_000_000)),
        new("gif and script", () => [.. "GIF89a/*"u8, .. Frames(10, 10, 1, 10, 10)[8..], .. "*/=1;alert(1)"u8]),
    ];

    private static byte[] Frames(int width, int height, int frames, int frameWidth, int frameHeight) =>
        [.. Head(width, height), .. Bytes.Repeat(Frame(frameWidth, frameHeight, Solid((long)frameWidth * frameHeight)), frames), (byte)';'];

    private static byte[] WithBlocks(byte[] block, int count) =>
        [.. Head(10, 10), .. Bytes.Repeat(block, count), .. Frame(10, 10, Solid(100)), (byte)';'];

    private static byte[] ClearCodes(int count)
    {
        var bits = new BitWriter();
        for (var i = 0; i < count; i++)
            bits.Write(4, 3);
        return [.. Head(1000, 1000), .. Frame(1000, 1000, bits.ToArray()), (byte)';'];
    }

    private static byte[] Head(int width, int height) =>
    [
        .. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x81, 0, 0,
        255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255,
    ];

    private static byte[] Frame(int width, int height, byte[] codes) =>
    [
        0x21, 0xF9, 4, 0, 10, 0, 0, 0,
        0x2C, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 2,
        .. codes.Chunk(255).SelectMany(block => (byte[])[(byte)block.Length, .. block]), 0,
    ];

    /// <summary>LZW codes for a run of one color. Each code stands for one pixel more than the previous code, up to about 4,000.</summary>
    private static byte[] Solid(long pixels)
    {
        const int clear = 4, end = 5, firstRun = 6, last = 4095;
        var (bits, width, next) = (new BitWriter(), 3, firstRun);
        bits.Write(clear, width);
        bits.Write(0, width);
        for (var left = pixels - 1; left > 0;)
        {
            var longest = Math.Min(next, last);
            var code = (int)Math.Min(longest, left == 1 ? 0 : left + firstRun - 2);
            bits.Write(code, width);
            left -= code == 0 ? 1 : code - firstRun + 2;
            if (next <= last && ++next == 1 << width && width < 12)
                width++;
        }

        bits.Write(end, width);
        return bits.ToArray();
    }
}
