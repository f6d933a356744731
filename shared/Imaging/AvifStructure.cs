using System.Buffers.Binary;

namespace Engram.Imaging;

/// <summary>
/// Walks an AVIF's boxes (ISO/IEC 14496-12 and 23008-12) and counts the pixels to decode: those of the primary item, or of its tiles, each
/// counted once per use. The decoder itself rejects tiles that are larger than declared.
/// </summary>
internal sealed class AvifStructure
{
    private const int HeadBytes = 8, VersionBytes = 4;

    // Pixels of each property in order, pixels by item, and the tiles that make up an item.
    private readonly List<long> _properties = [];
    private readonly Dictionary<uint, long> _items = [];
    private readonly List<(uint Whole, uint Part)> _tiles = [];
    private uint _primary;

    public static long CountCodedPixels(ReadOnlySpan<byte> file)
    {
        var structure = new AvifStructure();
        structure.Walk(file);
        return structure.CountCodedPixels();
    }

    private long CountCodedPixels()
    {
        var tiles = _tiles.Where(tile => tile.Whole == _primary).Select(tile => tile.Part).ToList();
        if (tiles.Exists(part => _tiles.Exists(tile => tile.Whole == part)))
            throw new PictureRejectedException(PictureRejections.Damaged, "The AVIF is damaged: its tiles are put together from tiles.");
        return tiles.Count == 0 ? _items.GetValueOrDefault(_primary) : tiles.Sum(part => _items.GetValueOrDefault(part));
    }

    private void Walk(ReadOnlySpan<byte> boxes)
    {
        while (TakeBox(ref boxes, out var type, out var content))
        {
            if (type.SequenceEqual("iprp"u8))
                Walk(content);
            else if (type.SequenceEqual("ipco"u8))
                TakeProperties(content);
            else if (content.Length < VersionBytes)
                continue;
            else if (type.SequenceEqual("meta"u8))
                Walk(content[VersionBytes..]);
            else if (type.SequenceEqual("pitm"u8))
                TakePrimary(new Fields(content));
            else if (type.SequenceEqual("ipma"u8))
                TakeAssociations(new Fields(content));
            else if (type.SequenceEqual("iref"u8))
                TakeReferences(content);
        }
    }

    /// <summary>Takes the next of the sibling boxes. A box larger than what is left is cut and becomes the last.</summary>
    private static bool TakeBox(ref ReadOnlySpan<byte> boxes, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content)
    {
        const uint restOfTheFile = 0, sizeFollowsIn64Bits = 1;
        type = content = [];
        if (boxes.Length < HeadBytes)
            return false;
        var (size, head) = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(boxes), HeadBytes);
        if (size == sizeFollowsIn64Bits && boxes.Length >= 2 * HeadBytes)
            (size, head) = (BinaryPrimitives.ReadUInt64BigEndian(boxes[HeadBytes..]), 2 * HeadBytes);
        var end = size == restOfTheFile ? boxes.Length : (int)Math.Min(size, (ulong)boxes.Length);
        if (end < head)
            return false;
        type = boxes[4..HeadBytes];
        content = boxes[head..end];
        boxes = boxes[end..];
        return true;
    }

    /// <summary>Only the property "ispe", a size, has pixels.</summary>
    private void TakeProperties(ReadOnlySpan<byte> boxes)
    {
        while (TakeBox(ref boxes, out var type, out var content))
        {
            var isSize = type.SequenceEqual("ispe"u8) && content.Length >= VersionBytes + 8;
            _properties.Add(isSize ? (long)ReadSide(content[VersionBytes..]) * ReadSide(content[(VersionBytes + 4)..]) : 0);
        }
    }

    private static int ReadSide(ReadOnlySpan<byte> bytes) => (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(bytes));

    private void TakePrimary(Fields fields) => _primary = fields.Take(fields.Version == 0 ? 2 : 4);

    private void TakeAssociations(Fields fields)
    {
        const int wideProperty = 1;
        var entries = fields.Take(4);
        for (var i = 0u; i < entries && !fields.IsEmpty; i++)
        {
            var item = fields.Take(fields.Version < 1 ? 2 : 4);
            for (var left = fields.Take(1); left > 0 && !fields.IsEmpty; left--)
            {
                var property = (fields.Flags & wideProperty) != 0 ? fields.Take(2) & 0x7FFF : fields.Take(1) & 0x7F;
                if (property > 0 && property <= _properties.Count)
                    _items[item] = Math.Max(_items.GetValueOrDefault(item), _properties[(int)property - 1]);
            }
        }
    }

    private void TakeReferences(ReadOnlySpan<byte> content)
    {
        var itemBytes = content[0] == 0 ? 2 : 4;
        var boxes = content[VersionBytes..];
        while (TakeBox(ref boxes, out var type, out var references))
        {
            if (!type.SequenceEqual("dimg"u8))
                continue;
            var fields = new Fields(references, hasVersion: false);
            var whole = fields.Take(itemBytes);
            for (var left = fields.Take(2); left > 0 && !fields.IsEmpty; left--)
                _tiles.Add((whole, fields.Take(itemBytes)));
        }
    }

    /// <summary>Reads a box's numbers one after another; 0 past the end.</summary>
    private ref struct Fields
    {
        private ReadOnlySpan<byte> _rest;

        public Fields(ReadOnlySpan<byte> content, bool hasVersion = true)
        {
            _rest = content;
            if (hasVersion)
                (Version, Flags) = ((byte)Take(1), Take(3));
        }

        public byte Version { get; }

        public uint Flags { get; }

        public readonly bool IsEmpty => _rest.IsEmpty;

        public uint Take(int bytes)
        {
            var value = 0u;
            for (; bytes > 0 && !_rest.IsEmpty; bytes--, _rest = _rest[1..])
                value = (value << 8) | _rest[0];
            return value;
        }
    }
}
