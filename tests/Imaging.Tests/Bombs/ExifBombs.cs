namespace Engram.Imaging.Tests.Bombs;

/// <summary>Exif blocks (big-endian TIFF) that send a reader into loops or oversized reads.</summary>
internal static class ExifBombs
{
    private const int HeaderBytes = 8;
    private static readonly byte[] Header = [.. "MM\0*"u8, 0, 0, 0, HeaderBytes];

    /// <summary>A directory that names itself as its next directory and as its own subdirectories.</summary>
    public static byte[] Loop() =>
    [
        .. Header, .. Bytes.Two(2), .. Entry(0x8769, 4, 1, HeaderBytes), .. Entry(0x8825, 4, 1, HeaderBytes), .. Bytes.Four(HeaderBytes),
    ];

    /// <summary><paramref name="count"/> entries, each of which claims all bytes of the block.</summary>
    public static byte[] Entries(int count)
    {
        var total = HeaderBytes + 2 + (12 * count) + 4;
        var entries = Enumerable.Range(0, count).SelectMany(i => Entry(0x010E + (i % 200), 2, total - HeaderBytes, HeaderBytes));
        return [.. Header, .. Bytes.Two(count), .. entries, .. Bytes.Four(0)];
    }

    private static byte[] Entry(int tag, int type, int count, int value) =>
        [.. Bytes.Two(tag), .. Bytes.Two(type), .. Bytes.Four(count), .. Bytes.Four(value)];
}
