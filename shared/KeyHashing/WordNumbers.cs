using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Engram.KeyHashing;

/// <summary>Numbers words from 0 in the order in which they first come: open addressing over their bytes.</summary>
internal sealed class WordNumbers
{
    // Of this process alone: nobody can prepare words that fall into one slot. What is found does not depend on it.
    private static readonly ulong Secret = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private readonly Utf8TableBuilder _words = new();
    private readonly List<uint> _hashes = [];
    private int[] _slots = new int[1 << 10]; // number + 1; 0: free

    public int Count => _hashes.Count;

    public ReadOnlySpan<byte> this[int number] => _words[number];

    /// <summary>The word's number, a new one when it has none.</summary>
    public int Of(ReadOnlySpan<byte> word)
    {
        var hash = Hash(word);
        var slot = SlotOf(hash);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var number = _slots[slot] - 1;
            if (_hashes[number] == hash && _words[number].SequenceEqual(word))
                return number;
        }

        _words.Add(word);
        _hashes.Add(hash);
        _slots[slot] = Count;
        if (2 * Count > _slots.Length)
            Grow();
        return Count - 1;
    }

    /// <summary>All numbers, in the byte order of their words.</summary>
    public int[] InByteOrder()
    {
        var numbers = new int[Count];
        var prefixes = new ulong[Count];
        for (var number = 0; number < Count; number++)
            (numbers[number], prefixes[number]) = (number, PrefixOf(_words[number]));
        Array.Sort(prefixes, numbers);

        // The first eight bytes decide but for a few.
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
        _slots = new int[2 * _slots.Length];
        for (var number = 0; number < Count; number++)
        {
            var slot = SlotOf(_hashes[number]);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = number + 1;
        }
    }

    private int SlotOf(uint hash) => (int)(hash & (uint)(_slots.Length - 1));

    private static uint Hash(ReadOnlySpan<byte> word)
    {
        const ulong odd = 0x9E3779B97F4A7C15;
        var hash = Secret ^ ((ulong)word.Length * odd);
        foreach (var part in MemoryMarshal.Cast<byte, ulong>(word))
            hash = Mix(hash, part);
        var rest = word[(word.Length & ~7)..];
        ulong tail = 0;
        foreach (var value in rest)
            tail = (tail << 8) | value;
        return (uint)(Mix(hash, tail) >> 32);

        static ulong Mix(ulong hash, ulong part) => BitOperations.RotateLeft((hash ^ part) * odd, 29) * odd;
    }

    private static ulong PrefixOf(ReadOnlySpan<byte> word)
    {
        if (word.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(word);
        ulong prefix = 0;
        for (var i = 0; i < word.Length; i++)
            prefix |= (ulong)word[i] << (56 - (8 * i));
        return prefix;
    }
}
