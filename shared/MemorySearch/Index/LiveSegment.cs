using System.Collections.Immutable;

namespace Engram.MemorySearch.Index;

/// <summary>A segment at one epoch: memories deleted since it was built are hidden. Immutable.</summary>
internal sealed class LiveSegment
{
    private readonly ulong[] _left; // deleted memories: a bit per ordinal; empty while there are none
    private readonly ImmutableDictionary<int, int> _keysLeft; // by word number: how many of the keys that hold it are deleted

    public LiveSegment(Segment segment)
        : this(segment, [], ImmutableDictionary<int, int>.Empty, 0)
    {
    }

    private LiveSegment(Segment segment, ulong[] left, ImmutableDictionary<int, int> keysLeft, int leftCount)
    {
        Built = segment;
        _left = left;
        _keysLeft = keysLeft;
        Left = leftCount;
    }

    public Segment Built { get; }

    public int Memories => Built.Memories - Left;

    /// <summary>Memories deleted since the segment was built that still take up space.</summary>
    public int Left { get; }

    public long Bytes => Built.Bytes + (sizeof(ulong) * (long)_left.Length);

    public bool Holds(int ordinal) => _left.Length == 0 || (_left[ordinal >> 6] & (1UL << (ordinal & 63))) == 0;

    /// <summary>Number of keys that hold the word, without deleted ones.</summary>
    public int KeyCountOf(int word) => Built.KeyCountOf(word) - _keysLeft.GetValueOrDefault(word);

    /// <summary>Returns a copy with these ordinals marked deleted. They must not be deleted already.</summary>
    /// <param name="ordinals">Memories to delete.</param>
    /// <param name="words">Number of each word of their keys, once for each key that holds it.</param>
    public LiveSegment Without(IReadOnlyCollection<int> ordinals, IEnumerable<int> words)
    {
        var left = _left.Length == 0 ? new ulong[(Built.Memories + 63) / 64] : (ulong[])_left.Clone();
        foreach (var ordinal in ordinals)
            left[ordinal >> 6] |= 1UL << (ordinal & 63);
        var keysLeft = _keysLeft.ToBuilder();
        foreach (var word in words)
            keysLeft[word] = keysLeft.GetValueOrDefault(word) + 1;
        return new LiveSegment(Built, left, keysLeft.ToImmutable(), Left + ordinals.Count);
    }

    /// <summary>Adds the memories that are not deleted to a builder.</summary>
    public void CopyTo(SegmentBuilder builder)
    {
        for (var ordinal = 0; ordinal < Built.Memories; ordinal++)
        {
            if (Holds(ordinal))
                Built.CopyTo(builder, ordinal);
        }
    }
}
