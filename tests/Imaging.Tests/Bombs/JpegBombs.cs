namespace Engram.Imaging.Tests.Bombs;

/// <summary>JPEGs (ITU-T T.81) that cost far more work than their size suggests.</summary>
internal static class JpegBombs
{
    private const byte Sequential = 0xC0, Extended = 0xC1, Progressive = 0xC2, Lossless = 0xC3;
    private const byte ArithmeticSequential = 0xC9, ArithmeticProgressive = 0xCA;

    // A run of 16,384 blocks without coefficients takes 15 bits: a code of one bit and 14 bits of length. All are zero.
    private const byte LongRun = 0xE0;
    private const int BlocksInRun = 16_384, BitsOfRun = 15;

    private static readonly byte[] Start = [0xFF, 0xD8];
    private static readonly byte[] End = [0xFF, 0xD9];

    /// <summary>Ten different files of 2 MB. A decoder without limits needs minutes for them.</summary>
    public static byte[][] CreateTen() => [.. Enumerable.Range(0, 10).Select(i => RunScans(7000, 7000, 1, 20_000 - i))];

    public static IEnumerable<HostilePicture> All() =>
    [
        .. from side in (int[])[16, 1000, 4000, 7000]
           from scans in (int[])[150, 2_000, 20_000]
           select new HostilePicture($"jpeg, {scans} empty scans, {side} x {side}", () => EmptyScans(side, side, 1, scans)),
        .. from side in (int[])[1000, 4000, 7000]
           select new HostilePicture($"jpeg, 5000 empty scans of 3 components, {side} x {side}", () => EmptyScans(side, side, 3, 5_000)),
        .. from side in (int[])[500, 3000, 7000]
           from scans in (int[])[99, 150, 20_000]
           select new HostilePicture($"jpeg, {scans} scans of runs, {side} x {side}", () => RunScans(side, side, 1, scans)),
        new("jpeg, 98 scans of runs, three components, 4000 x 4000", () => RunScans(4000, 4000, 3, 98)),
        new("jpeg, 98 scans of runs, three components, 7000 x 7000", () => RunScans(7000, 7000, 3, 98)),
        new("jpeg, 800 scans that refine, 4000 x 4000", () => Refinements(4000, 4000, 800)),
        new("jpeg, 98 scans that refine, 7000 x 7000", () => Refinements(7000, 7000, 98)),
        new("jpeg, 20000 sequential scans, 4000 x 4000", () => SequentialScans(4000, 4000, 3, 20_000)),
        new("jpeg, 100 sequential scans, 7000 x 7000", () => SequentialScans(7000, 7000, 3, 100)),
        new("jpeg, no data, 7000 x 7000", () => SequentialScans(7000, 7000, 1, 1)),
        new("jpeg, no data, 65500 x 65500", () => SequentialScans(65_500, 65_500, 1, 1)),
        new("jpeg, progressive of four components, 7000 x 7000", () => EmptyScans(7000, 7000, 4, 4)),
        new("jpeg, progressive of three components, 7000 x 7000", () => EmptyScans(7000, 7000, 3, 10)),
        new("jpeg, arithmetic code, 7000 x 7000", () => Arithmetic(7000, 7000, 20)),
        new("jpeg, arithmetic code, sequential, 7000 x 7000", () => OneScan(ArithmeticSequential, 7000, 7000)),
        new("jpeg, lossless, 4000 x 4000", () => OneScan(Lossless, 4000, 4000)),
        new("jpeg, 12 bits a sample, 4000 x 4000", () => OneScan(Extended, 4000, 4000, precision: 12)),
        new("jpeg, height told at its end, 7000 x 0", () => HeightAtTheEnd(7000, 7000)),
        new("jpeg, restarts without end, 7000 x 7000", () => Restarts(7000, 7000, 2_000_000)),
        new("jpeg, 400000 code tables", () => Segments(400_000, 0xC4, [0x10, 1, .. new byte[15], 0])),
        new("jpeg, 15000 code tables", () => Segments(15_000, 0xC4, [0x10, 1, .. new byte[15], 0])),
        new("jpeg, 3000000 comments", () => Segments(3_000_000, 0xFE, [])),
        new("jpeg, 15000 comments", () => Comments(15_000)),
        new("jpeg, 250 long comments", () => Segments(250, 0xFE, new byte[65_000])),
        new("jpeg, 300000 application segments", () => Segments(300_000, 0xE1, "Exif\0\0"u8.ToArray())),
        new("jpeg, 15000 application segments", () => Segments(15_000, 0xE2, [.. "ICC_PROFILE\0"u8, 1, 255])),
        new("jpeg, Exif that points to itself", () => Segments(1, 0xE1, [.. "Exif\0\0"u8, .. ExifBombs.Loop()])),
        new("jpeg, Exif of 5000 entries", () => Segments(1, 0xE1, [.. "Exif\0\0"u8, .. ExifBombs.Entries(5_000)])),
        new("jpeg, 16 MB of fill bytes", () => [.. Start, .. Bytes.Repeat([0xFF], 16 << 20), .. SequentialScans(64, 64, 1, 1)[2..]]),
    ];

    /// <summary>A progressive picture with empty scans. A decoder fills each of them with zeros.</summary>
    public static byte[] EmptyScans(int width, int height, int components, int scans) =>
        [.. Head(Progressive, width, height, components), .. Bytes.Repeat(DcScan(components), scans), .. End];

    /// <summary>Valid scans, so no decoder warns. Each encodes in a few bytes that no block has a coefficient.</summary>
    public static byte[] RunScans(int width, int height, int components, int scans)
    {
        var runs = Runs(width, height);
        var all = Bytes.Join(Enumerable.Range(1, components).Select(component => (byte[])[.. AcScan(component, 1, 63, 0, 0), .. runs]));
        return [.. Head(Progressive, width, height, components), .. DcScan(components), .. Bytes.Repeat(all, scans / components), .. End];
    }

    /// <summary>Refinement scans: one coefficient after the other, from its highest bit to its lowest.</summary>
    private static byte[] Refinements(int width, int height, int scans)
    {
        const int bits = 14;
        var all = Enumerable.Range(0, scans).Select(i =>
        {
            var (coefficient, low) = (1 + (i / bits), bits - 1 - (i % bits));
            return (byte[])[.. AcScan(1, coefficient, coefficient, low == bits - 1 ? 0 : low + 1, low), .. Runs(width, height)];
        });
        return [.. Head(Progressive, width, height, 1), .. DcScan(1), .. Bytes.Join(all), .. End];
    }

    private static byte[] AcScan(int component, int first, int last, int highBit, int lowBit) =>
        Segment(0xDA, [1, (byte)component, 0, (byte)first, (byte)last, (byte)((highBit << 4) | lowBit)]);

    private static byte[] Runs(int width, int height)
    {
        var blocks = ((width + 7) / 8) * ((height + 7) / 8);
        return new byte[((((blocks + BlocksInRun - 1) / BlocksInRun) * BitsOfRun) + 7) / 8];
    }

    private static byte[] SequentialScans(int width, int height, int components, int scans)
    {
        var all = from component in Enumerable.Range(1, components) select Segment(0xDA, [1, (byte)component, 0, 0, 63, 0]);
        return [.. Head(Sequential, width, height, components), .. Bytes.Repeat(Bytes.Join(all), Math.Max(1, scans / components)), .. End];
    }

    private static byte[] Arithmetic(int width, int height, int scans) =>
        [.. Head(ArithmeticProgressive, width, height, 1), .. DcScan(1), .. Bytes.Repeat(AcScan(1, 1, 63, 0, 0), scans), .. End];

    /// <summary>A gray picture with any frame type and a single scan of zeros.</summary>
    public static byte[] OneScan(byte frame, int width, int height, byte precision = 8) =>
        [.. Head(frame, width, height, 1, precision), .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), .. new byte[1000], .. End];

    /// <summary>A small picture after <paramref name="count"/> comments.</summary>
    public static byte[] Comments(int count) => Segments(count, 0xFE, [1, 2, 3]);

    private static byte[] HeightAtTheEnd(int width, int height) =>
        [.. OneScan(Sequential, width, 0)[..^2], .. Segment(0xDC, Bytes.Two(height)), .. End];

    private static byte[] Restarts(int width, int height, int restarts)
    {
        byte[] eight = [.. Enumerable.Range(0, 8).SelectMany(i => (byte[])[0xFF, (byte)(0xD0 + i)])];
        return
        [
            .. Start, .. Segment(0xDD, [0, 1]), .. Head(Sequential, width, height, 1)[2..], .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
            .. Bytes.Repeat(eight, restarts / 8), .. End,
        ];
    }

    private static byte[] Segments(int count, byte marker, byte[] content) =>
        [.. Start, .. Bytes.Repeat(Segment(marker, content), count), .. SequentialScans(64, 64, 1, 1)[2..]];

    private static byte[] DcScan(int components) => Segment(
        0xDA, [(byte)components, .. Enumerable.Range(1, components).SelectMany(component => (byte[])[(byte)component, 0]), 0, 0, 0]);

    private static byte[] Head(byte frame, int width, int height, int components, byte precision = 8) =>
    [
        .. Start,
        .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]),
        .. Segment(frame, [
            precision, .. Bytes.Two(height), .. Bytes.Two(width), (byte)components,
            .. Enumerable.Range(1, components).SelectMany(component => (byte[])[(byte)component, 0x11, 0])]),
        .. Segment(0xC4, [0x00, 1, .. new byte[15], 0]),
        .. Segment(0xC4, [0x10, 1, .. new byte[15], LongRun]),
    ];

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, .. Bytes.Two(content.Length + 2), .. content];
}
