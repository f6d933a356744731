using System.Buffers.Binary;

namespace Engram.Imaging;

/// <summary>Walks a JPEG's segments (ITU-T T.81, annex B) and counts its scans. Data between markers is skipped.</summary>
internal sealed class JpegStructure
{
    private const byte Fill = 0xFF, Restart0 = 0xD0, Restart7 = 0xD7, StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA;
    private const byte HuffmanTable = 0xC4, Extension = 0xC8, ArithmeticTable = 0xCC;
    private const byte LastHuffmanFrame = 0xC2, FirstFrame = 0xC0, LastFrame = 0xCF;
    private const int BlockSide = 8, BytesPerCoefficient = 2;

    private readonly Dictionary<byte, long> _blocks = [];
    private long _allBlocks;
    private int _components;
    private int _segments;
    private int _scans;
    private long _visits;
    private bool _keepsCoefficients;

    private JpegStructure(ReadOnlySpan<byte> file)
    {
        while (TakeMarker(ref file, out var marker) && marker != EndOfImage)
        {
            if (marker is 0 or 1 or StartOfImage or (>= Restart0 and <= Restart7))
                continue;
            if (file.Length < 2)
                return;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file);
            if (length < 2 || length > file.Length)
                return;
            _segments++;
            TakeSegment(marker, file[2..length]);
            file = file[length..];
        }
    }

    public static PictureStructure Walk(ReadOnlySpan<byte> file)
    {
        var walk = new JpegStructure(file);
        return new PictureStructure
        {
            Segments = walk._segments,
            Scans = walk._scans,
            BlockVisits = walk._visits,
            CoefficientBytes = walk._keepsCoefficients ? walk._allBlocks * BlockSide * BlockSide * BytesPerCoefficient : 0,
        };
    }

    /// <summary>Moves past the next marker. Entropy-coded data has a 0 after each 0xFF, which reads as marker 0.</summary>
    private static bool TakeMarker(ref ReadOnlySpan<byte> file, out byte marker)
    {
        marker = 0;
        var at = file.IndexOf(Fill);
        if (at < 0)
            return false;
        var behind = file[at..].IndexOfAnyExcept(Fill);
        if (behind < 0)
            return false;
        marker = file[at + behind];
        file = file[(at + behind + 1)..];
        return true;
    }

    private void TakeSegment(byte marker, ReadOnlySpan<byte> content)
    {
        if (marker == StartOfScan)
            TakeScan(content);
        else if (marker is >= FirstFrame and <= LastFrame and not (HuffmanTable or Extension or ArithmeticTable))
            TakeFrame(marker, content);
    }

    /// <summary>Counts the 8 x 8 blocks of each component: MCUs across times MCUs down, times the component's sampling factors.</summary>
    private void TakeFrame(byte marker, ReadOnlySpan<byte> content)
    {
        const int componentBytes = 3, headBytes = 6;
        if (content.Length < headBytes)
            return;
        if (marker > LastHuffmanFrame || content[0] != 8)
        {
            throw new PictureRejectedException(
                PictureRejections.UnsupportedFormat,
                $"The JPEG is lossless, arithmetically coded or of {content[0]} bits a sample, which is not decoded here. " +
                "Baseline and progressive JPEGs of 8 bits are read.");
        }

        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]));
        _components = Math.Min(content[5], (content.Length - headBytes) / componentBytes);
        _keepsCoefficients = marker == LastHuffmanFrame;
        var (across, down) = (1, 1);
        for (var i = 0; i < _components; i++)
        {
            var sampling = content[headBytes + (i * componentBytes) + 1];
            (across, down) = (Math.Max(across, sampling >> 4), Math.Max(down, sampling & 15));
        }

        for (var i = 0; i < _components; i++)
        {
            var component = content[(headBytes + (i * componentBytes))..];
            var blocks = (long)CountUnits(width, across) * (component[1] >> 4) * CountUnits(height, down) * (component[1] & 15);
            _blocks[component[0]] = Math.Max(_blocks.GetValueOrDefault(component[0]), blocks);
            _allBlocks += blocks;
        }
    }

    private void TakeScan(ReadOnlySpan<byte> content)
    {
        _scans++;
        var count = content.IsEmpty ? 0 : Math.Min(content[0], (content.Length - 1) / 2);
        _keepsCoefficients |= count < _components;
        for (var i = 0; i < count; i++)
            _visits += _blocks.GetValueOrDefault(content[1 + (2 * i)]);
    }

    /// <summary>MCUs along a side. An MCU spans one block per step of the largest sampling factor.</summary>
    private static int CountUnits(int side, int factor) => (side + (BlockSide * factor) - 1) / (BlockSide * factor);
}
