using System.Buffers.Binary;
using System.Text;

namespace Engram.MemorySearch.Index;

/// <summary>Many short texts in one array: to the garbage collector, a million memories are three arrays, not two million
/// strings.</summary>
/// <param name="text">UTF-8 of all entries, concatenated.</param>
/// <param name="ends">[entries]: where each ends.</param>
internal sealed class Utf8Table(byte[] text, int[] ends)
{
    public int Count => ends.Length;

    public long Bytes => text.Length + (sizeof(int) * (long)ends.Length);

    public int TextBytes => text.Length;

    public ReadOnlySpan<byte> this[int entry]
    {
        get
        {
            var start = entry == 0 ? 0 : ends[entry - 1];
            return text.AsSpan(start, ends[entry] - start);
        }
    }

    public string Read(int entry) => Encoding.UTF8.GetString(this[entry]);

    /// <summary>Index of the entry that equals <paramref name="wanted"/>, or -1. The table must be in byte order.</summary>
    public int BinarySearch(ReadOnlySpan<byte> wanted)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var order = this[middle].SequenceCompareTo(wanted);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <summary>Like <see cref="BinarySearch"/>, for texts looked up in byte order: starts at <paramref name="from"/> and advances
    /// it.</summary>
    public int SearchOn(ReadOnlySpan<byte> wanted, ref int from)
    {
        // Double the step until it passes the wanted text, then halve it: the cost depends on the distance, not on the size of the table.
        var step = 1;
        while (from + step < Count && this[from + step].SequenceCompareTo(wanted) <= 0)
        {
            from += step;
            step *= 2;
        }

        while (step > 1)
        {
            step /= 2;
            if (from + step < Count && this[from + step].SequenceCompareTo(wanted) <= 0)
                from += step;
        }

        return from < Count && this[from].SequenceEqual(wanted) ? from : -1;
    }

    /// <summary>The first eight bytes of a text as a big-endian number. Texts with different prefixes sort as their prefixes do.</summary>
    public static ulong PrefixOf(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(text);
        ulong prefix = 0;
        for (var i = 0; i < text.Length; i++)
            prefix |= (ulong)text[i] << (56 - (8 * i));
        return prefix;
    }

    /// <summary>A table of empty texts.</summary>
    public static Utf8Table OfEmpty(int entries) => new([], new int[entries]);

    public static Utf8Table Concat(Utf8Table first, Utf8Table second)
    {
        var builder = new Utf8TableBuilder(first.Count + second.Count, first.TextBytes + second.TextBytes);
        for (var i = 0; i < first.Count; i++)
            builder.Add(first[i]);
        for (var i = 0; i < second.Count; i++)
            builder.Add(second[i]);
        return builder.Build();
    }
}

/// <summary>Collects the entries of a <see cref="Utf8Table"/>.</summary>
internal sealed class Utf8TableBuilder(int entries = 0, int bytes = 0)
{
    private readonly List<int> _ends = new(entries);
    private byte[] _text = new byte[bytes];
    private int _length;

    public int TextBytes => _length;

    public ReadOnlySpan<byte> this[int entry]
    {
        get
        {
            var start = entry == 0 ? 0 : _ends[entry - 1];
            return _text.AsSpan(start, _ends[entry] - start);
        }
    }

    public void Add(ReadOnlySpan<byte> entry) => entry.CopyTo(Reserve(entry.Length));

    public Utf8Table Build() => new(_text.Length == _length ? _text : _text.AsSpan(0, _length).ToArray(), [.. _ends]);

    private void Grow(int bytes)
    {
        var text = GC.AllocateUninitializedArray<byte>(bytes);
        _text.AsSpan(0, _length).CopyTo(text);
        _text = text;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_text.Length - _length < bytes)
            Grow((int)Math.Min(Array.MaxLength, Math.Max(2L * _text.Length, (long)_length + bytes)));
        var room = _text.AsSpan(_length, bytes);
        _length += bytes;
        _ends.Add(_length);
        return room;
    }
}
