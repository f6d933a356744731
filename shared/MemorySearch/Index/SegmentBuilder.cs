using System.Text;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Index;

/// <summary>Collects memories and inverts their keys.</summary>
/// <param name="hash">The hashing strategy of the set.</param>
public sealed class SegmentBuilder(KeyHash hash)
{
    private readonly List<long> _ids = [];
    private readonly Utf8TableBuilder _texts = new();
    private readonly Utf8TableBuilder _sources = new();
    private readonly TermDictionaryBuilder _words = new();
    private readonly List<int> _wordsOfKeys = []; // word numbers, key after key
    private readonly List<int> _keyEnds = [];
    private byte[] _lowerCase = new byte[256];

    public int Memories => _ids.Count;

    public int TextBytes => _texts.TextBytes;

    public void Add(StoredMemory memory) => Add(
        memory.Id, Encoding.UTF8.GetBytes(memory.Key), Encoding.UTF8.GetBytes(memory.Value), Encoding.UTF8.GetBytes(memory.Source ?? ""));

    /// <summary>Adds a memory, given its texts in UTF-8.</summary>
    /// <param name="id">Must be above the id of the previous memory.</param>
    /// <param name="key">Text that questions are matched with.</param>
    /// <param name="value">Text that is read when the memory is found.</param>
    /// <param name="source">Origin of the memory; empty for none.</param>
    /// <exception cref="ArgumentException">The id is not above the previous one.</exception>
    public void Add(long id, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> source)
    {
        if (_ids.Count > 0 && id <= _ids[^1])
            throw new ArgumentException($"Memory {id} comes after {_ids[^1]}; memories are added in the order of their ids.", nameof(id));
        _ids.Add(id);
        _texts.Add(key);
        _texts.Add(value);
        _sources.Add(source);
        AddWords(key);
        if (hash.HasMarks)
            AddMarks(
                new StoredMemory(id, Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(value),
                    source.IsEmpty ? null : Encoding.UTF8.GetString(source)));
        _keyEnds.Add(_wordsOfKeys.Count);
    }

    internal Segment Build()
    {
        var inOrder = _words.InByteOrder();
        var counts = _words.KeyCounts();
        var table = new Utf8TableBuilder(inOrder.Length);
        var keyCounts = new int[inOrder.Length];
        var postingEnds = new int[inOrder.Length];
        var next = new int[inOrder.Length]; // by word number: where its next posting goes; -1: none are kept
        var postings = 0;
        for (var rank = 0; rank < inOrder.Length; rank++)
        {
            var number = inOrder[rank];
            table.Add(_words[number]);
            keyCounts[rank] = counts[number];
            next[number] = hash.KeepsPostings(_words[number], counts[number]) ? postings : -1;
            postings += next[number] < 0 ? 0 : counts[number];
            postingEnds[rank] = postings;
        }

        return new Segment(
            [.. _ids], _texts.Build(), _sources.TextBytes == 0 ? null
                : _sources.Build(), table.Build(), keyCounts, postingEnds, Invert(next, postings),
            hash.ListsWords ? ListWords(inOrder) : null);
    }

    private void AddMarks(StoredMemory memory)
    {
        foreach (var mark in hash.MarksOf(memory))
            AddWord(Encoding.UTF8.GetBytes(mark));
    }

    private void AddWords(ReadOnlySpan<byte> key)
    {
        if (!Ascii.IsValid(key))
        {
            foreach (var word in HashWords.InOrder(Encoding.UTF8.GetString(key)))
                AddWord(Encoding.UTF8.GetBytes(word));
            return;
        }

        if (_lowerCase.Length < key.Length)
            _lowerCase = new byte[2 * key.Length];
        Ascii.ToLower(key, _lowerCase, out var length);
        var words = new AsciiWords(_lowerCase.AsSpan(0, length));
        while (words.MoveNext())
            AddWord(words.Current);
    }

    private void AddWord(ReadOnlySpan<byte> word)
    {
        if (_words.Note(word, key: _keyEnds.Count) is var number and >= 0)
            _wordsOfKeys.Add(number);
    }

    private int[] Invert(int[] next, int postings)
    {
        var ordinals = new int[postings];
        var at = 0;
        for (var ordinal = 0; ordinal < _keyEnds.Count; ordinal++)
        {
            for (; at < _keyEnds[ordinal]; at++)
            {
                var number = _wordsOfKeys[at];
                if (next[number] >= 0)
                    ordinals[next[number]++] = ordinal;
            }
        }

        return ordinals;
    }

    private ForwardIndex ListWords(int[] inOrder)
    {
        var ranks = new int[inOrder.Length];
        for (var rank = 0; rank < inOrder.Length; rank++)
            ranks[inOrder[rank]] = rank;
        return new ForwardIndex([.. _wordsOfKeys.Select(number => ranks[number])], [.. _keyEnds]);
    }
}
