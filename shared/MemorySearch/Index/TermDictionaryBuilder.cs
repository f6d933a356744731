using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Engram.MemorySearch.Index;

/// <summary>Numbers words from 0 in order of first appearance, and counts the keys that hold them. Open addressing, with all data of a word
/// in its slot: one cache miss per lookup, even with a million words.</summary>
internal sealed class TermDictionaryBuilder
{
    private const int PackedBytes = 7;

    // Random per process, so that nobody can prepare words that collide. Results do not depend on it.
    private static readonly ulong Secret = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private readonly Utf8TableBuilder _words = new();
    private Slot[] _slots = new Slot[1 << 10];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number] => _words[number];

    /// <summary>Records that a key holds a word. Returns the word's number, a new one for a new word, or -1 if the word is already recorded
    /// for this key.</summary>
    /// <param name="word">The word.</param>
    /// <param name="key">Number of the key, from 0; keys come in ascending order.</param>
    public int Note(ReadOnlySpan<byte> word, int key)
    {
        var identity = IdentityOf(word);
        var at = SlotOf(identity);
        for (; _slots[at].Keys != 0; at = (at + 1) & (_slots.Length - 1))
        {
            ref var slot = ref _slots[at];
            if (slot.Identity != identity || (word.Length > PackedBytes && !_words[slot.Number].SequenceEqual(word)))
                continue;
            if (slot.LastKey == key)
                return -1;
            slot.LastKey = key;
            slot.Keys++;
            return slot.Number;
        }

        _words.Add(word);
        _slots[at] = new Slot { Identity = identity, Number = Count, Keys = 1, LastKey = key };
        Count++;
        if (2 * Count > _slots.Length)
            Grow();
        return Count - 1;
    }

    /// <summary>[words]: number of keys that hold each word, by word number.</summary>
    public int[] KeyCounts()
    {
        var counts = new int[Count];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Keys != 0)
                counts[slot.Number] = slot.Keys;
        }

        return counts;
    }

    /// <summary>All word numbers, in the byte order of their words.</summary>
    public int[] InByteOrder()
    {
        var numbers = new int[Count];
        var prefixes = new ulong[Count];
        for (var number = 0; number < Count; number++)
            (numbers[number], prefixes[number]) = (number, Utf8Table.PrefixOf(_words[number]));
        Array.Sort(prefixes, numbers);

        // The first eight bytes order all but a few words.
        for (var start = 0; start < Count;)
        {
            var end = start + 1;
            while (end < Count && prefixes[end] == prefixes[start])
                end++;
            if (end - start > 1)
                numbers.AsSpan(start, end - start).Sort((x, y) => _words[x].SequenceCompareTo(_words[y]));
            start = end;
        }

        return numbers;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[2 * old.Length];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Keys == 0)
                continue;
            var at = SlotOf(slot.Identity);
            while (_slots[at].Keys != 0)
                at = (at + 1) & (_slots.Length - 1);
            _slots[at] = slot;
        }
    }

    private int SlotOf(ulong identity) => (int)(Mix(Secret, identity) >> 32) & (_slots.Length - 1);

    /// <summary>For a short word, its length and bytes; for a longer one, a hash tagged with a length that no short word has.</summary>
    private static ulong IdentityOf(ReadOnlySpan<byte> word)
    {
        if (word.Length <= PackedBytes)
        {
            ulong packed = 0;
            foreach (var value in word)
                packed = (packed << 8) | value;
            return packed | ((ulong)word.Length << 56);
        }

        var hash = Secret ^ (ulong)word.Length;
        foreach (var part in MemoryMarshal.Cast<byte, ulong>(word))
            hash = Mix(hash, part);
        hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(word[^sizeof(ulong)..]));
        return hash | (0xFFUL << 56);
    }

    private static ulong Mix(ulong hash, ulong part)
    {
        const ulong odd = 0x9E3779B97F4A7C15;
        return BitOperations.RotateLeft((hash ^ part) * odd, 29) * odd;
    }

    private struct Slot
    {
        public ulong Identity;
        public int Number;
        public int Keys; // 0: free slot
        public int LastKey;
    }
}
