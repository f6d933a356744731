using System.Buffers;
using System.Numerics;

namespace Engram.MemorySearch.Recall;

/// <summary>Sums by memory, in pooled arrays: an open-addressing table while few memories of the segment can be hit, one slot per memory
/// when many can. The weights of each memory are added in the order given.</summary>
internal ref struct ScoreAccumulator
{
    private readonly int[]? _ordinals; // [slots]: ordinal + 1, 0 if free; null: the slot is the ordinal
    private readonly double[] _sums; // [slots]
    private readonly int _slots;
    private int _at = -1;

    /// <param name="memories">Memories of the segment.</param>
    /// <param name="additions">Upper bound on the additions to come.</param>
    public ScoreAccumulator(int memories, long additions)
    {
        const int fewest = 16;
        var slots = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(fewest, 2 * additions));
        if (slots < (ulong)memories)
        {
            _slots = (int)slots;
            _ordinals = ArrayPool<int>.Shared.Rent(_slots);
            Array.Clear(_ordinals, 0, _slots);
        }
        else
        {
            _slots = memories;
        }

        _sums = ArrayPool<double>.Shared.Rent(_slots);
        Array.Clear(_sums, 0, _slots);
    }

    /// <summary>Ordinal of the current memory.</summary>
    public readonly int Ordinal => _ordinals is null ? _at : _ordinals[_at] - 1;

    /// <summary>Sum of the current memory.</summary>
    public readonly double Sum => _sums[_at];

    /// <summary>Adds a weight, above 0, to each of the memories.</summary>
    public readonly void Add(ReadOnlySpan<int> ordinals, double weight)
    {
        if (_ordinals is null)
        {
            foreach (var ordinal in ordinals)
                _sums[ordinal] += weight;
            return;
        }

        foreach (var ordinal in ordinals)
            _sums[SlotOf(_ordinals, ordinal)] += weight;
    }

    /// <summary>Sum of a memory; 0 if nothing was added to it.</summary>
    public readonly double SumOf(int ordinal)
    {
        if (_ordinals is null)
            return _sums[ordinal];
        var slot = FirstSlotOf(ordinal);
        while (_ordinals[slot] != 0 && _ordinals[slot] != ordinal + 1)
            slot = (slot + 1) & (_slots - 1);
        return _ordinals[slot] == 0 ? 0 : _sums[slot];
    }

    /// <summary>Advances to the next memory that has a sum.</summary>
    public bool MoveNext()
    {
        while (++_at < _slots)
        {
            if (_sums[_at] > 0)
                return true;
        }

        return false;
    }

    public readonly void Dispose()
    {
        ArrayPool<double>.Shared.Return(_sums);
        if (_ordinals is not null)
            ArrayPool<int>.Shared.Return(_ordinals);
    }

    private readonly int SlotOf(int[] ordinals, int ordinal)
    {
        var slot = FirstSlotOf(ordinal);
        while (ordinals[slot] != 0 && ordinals[slot] != ordinal + 1)
            slot = (slot + 1) & (_slots - 1);
        ordinals[slot] = ordinal + 1;
        return slot;
    }

    // Knuth's multiplicative hash.
    private readonly int FirstSlotOf(int ordinal) => (int)((uint)ordinal * 2654435761 >> BitOperations.LeadingZeroCount((uint)_slots - 1));
}
