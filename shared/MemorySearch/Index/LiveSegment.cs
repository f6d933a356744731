using System.Collections.Immutable;

namespace Engram.MemorySearch.Index;

/// <summary>A segment as it is at one epoch: what left the set since it was built is passed over. Never changed.</summary>
internal sealed class LiveSegment
{
    private readonly ulong[] _left; // bit by ordinal; empty while nothing left
    private readonly ImmutableDictionary<int, int> _keysLeft; // by word number: of the keys that hold it, those that left

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

    /// <summary>Memories that left since it was built and still take their space.</summary>
    public int Left { get; }

    public long Bytes => Built.Bytes + (sizeof(ulong) * (long)_left.Length);

    public bool Holds(int ordinal) => _left.Length == 0 || (_left[ordinal >> 6] & (1UL << (ordinal & 63))) == 0;

    /// <summary>Living keys that hold the word.</summary>
    public int KeyCountOf(int word) => Built.KeyCountOf(word) - _keysLeft.GetValueOrDefault(word);

    /// <summary>The segment after the memories at these places left it; those that did before are none of them.</summary>
    /// <param name="ordinals">Their places.</param>
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

    /// <summary>Hands the memories that are left to a builder.</summary>
    public void CopyTo(SegmentBuilder builder)
    {
        for (var ordinal = 0; ordinal < Built.Memories; ordinal++)
        {
            if (Holds(ordinal))
                Built.CopyTo(builder, ordinal);
        }
    }
}
