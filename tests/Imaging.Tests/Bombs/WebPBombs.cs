using System.Buffers.Binary;

namespace Engram.Imaging.Tests.Bombs;

/// <summary>WebPs (RFC 9649) that cost far more work than their size suggests: a lossless single color takes no bits per pixel.</summary>
internal static class WebPBombs
{
    private const int Animated = 0x02, Alpha = 0x10, Exif = 0x08, Profile = 0x20;

    public static IEnumerable<HostilePicture> All() =>
    [
        new("webp, one color, 7000 x 7000", () => Plain(7000, 7000)),
        new("webp, one transparent color, 7000 x 7000", () => File(Chunk("VP8L", OneColor(7000, 7000, alpha: 100)))),
        new("webp, one color, 16383 x 3000", () => Plain(16_383, 3_000)),
        new("webp, one color, 16383 x 16383", () => Plain(16_383, 16_383)),
        new("webp, predicted, 7000 x 7000", () => File(Chunk("VP8L", OneColor(7000, 7000, predicted: true)))),
        new("webp, predicted and transparent, 7000 x 7000", () => File(Chunk("VP8L", OneColor(7000, 7000, alpha: 100, predicted: true)))),
        new("webp, 20000 frames", () => Frames(10, 10, 20_000)),
        new("webp, 900 frames, 2000 x 2000", () => Frames(2000, 2000, 900)),
        new("webp, 2 frames, 7000 x 7000", () => Frames(7000, 7000, 2)),
        new("webp, a canvas of 16384 x 16384", () => File(Extended(Alpha, 16_384, 16_384), Chunk("VP8L", OneColor(10, 10, alpha: 9)))),
        new(
            "webp, 1000000 chunks",
            () => File(Extended(Alpha, 10, 10), Chunk("VP8L", OneColor(10, 10)), Bytes.Repeat(Chunk("abcd", []), 1_000_000))),
        new(
            "webp, 15000 chunks",
            () => File(Extended(Alpha, 10, 10), Chunk("VP8L", OneColor(10, 10)), Bytes.Repeat(Chunk("abcd", []), 15_000))),
        new(
            "webp, Exif of 60000 entries",
            () => File(Extended(Exif, 10, 10), Chunk("VP8L", OneColor(10, 10)), Chunk("EXIF", ExifBombs.Entries(60_000)))),
        new(
            "webp, a profile of 10 MB",
            () => File(Extended(Profile, 10, 10), Chunk("ICCP", new byte[10_000_000]), Chunk("VP8L", OneColor(10, 10)))),
        new("webp, a chunk of 4 GB", () => File([.. "VP8L"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. OneColor(10, 10)])),
    ];

    /// <summary>A lossless picture of one color.</summary>
    public static byte[] Plain(int width, int height) => File(Chunk("VP8L", OneColor(width, height)));

    private static byte[] Frames(int width, int height, int count)
    {
        var picture = Chunk("VP8L", OneColor(width, height));
        byte[] frame = [0, 0, 0, 0, 0, 0, .. Three(width - 1), .. Three(height - 1), 10, 0, 0, 0, .. picture];
        return File(Extended(Animated, width, height), Chunk("ANIM", new byte[6]), Bytes.Repeat(Chunk("ANMF", frame), count));
    }

    private static byte[] Extended(int flags, int width, int height) =>
        Chunk("VP8X", [(byte)flags, 0, 0, 0, .. Three(width - 1), .. Three(height - 1)]);

    /// <summary>Lossless data whose prefix codes have one symbol each, so that pixels take no bits.</summary>
    private static byte[] OneColor(int width, int height, int alpha = 255, bool predicted = false)
    {
        var bits = new BitWriter();
        bits.Write(0x2F, 8);
        bits.Write(width - 1, 14);
        bits.Write(height - 1, 14);
        bits.Write(alpha < 255 ? 1 : 0, 1);
        bits.Write(0, 3);
        if (predicted)
        {
            const int predictor = 0, blocksOf512 = 7, select = 11;
            bits.Write(1, 1);
            bits.Write(predictor, 2);
            bits.Write(blocksOf512, 3);
            bits.Write(0, 1);
            WriteCodes(bits, green: select, red: 0, blue: 0, alpha: 0);
        }

        bits.Write(0, 1); // no further transform
        bits.Write(0, 1); // no color cache
        bits.Write(0, 1); // one group of prefix codes
        WriteCodes(bits, green: 1, red: 2, blue: 3, predicted ? 0 : alpha);
        return bits.ToArray();
    }

    private static void WriteCodes(BitWriter bits, int green, int red, int blue, int alpha)
    {
        const int distance = 0;
        foreach (var symbol in (int[])[green, red, blue, alpha, distance])
        {
            bits.Write(0b101, 3); // a simple code: one symbol of eight bits
            bits.Write(symbol, 8);
        }
    }

    private static byte[] File(params byte[][] chunks)
    {
        byte[] body = [.. "WEBP"u8, .. Bytes.Join(chunks)];
        return [.. "RIFF"u8, .. LittleEndian(body.Length), .. body];
    }

    private static byte[] Chunk(string type, byte[] data) =>
        [.. type.Select(letter => (byte)letter), .. LittleEndian(data.Length), .. data, .. new byte[data.Length % 2]];

    private static byte[] Three(int value) => LittleEndian(value)[..3];

    private static byte[] LittleEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
