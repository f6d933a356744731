using System.Text;

namespace Engram.KeyHashing;

/// <summary>Collects memories and inverts their keys.</summary>
public sealed class SegmentBuilder
{
    private readonly List<long> _ids = [];
    private readonly Utf8TableBuilder _texts = new();
    private readonly Utf8TableBuilder _sources = new();
    private readonly Dictionary<string, int> _wordNumbers = new(StringComparer.Ordinal);
    private readonly List<int> _keyCounts = [];
    private readonly List<int> _wordsOfKeys = []; // word numbers, key after key
    private readonly List<int> _keyEnds = [];

    public int Memories => _ids.Count;

    public int TextBytes => _texts.TextBytes;

    public void Add(StoredMemory memory)
    {
        _ids.Add(memory.Id);
        _texts.Add(memory.Key);
        _texts.Add(memory.Value);
        _sources.Add(memory.Source ?? "");
        foreach (var word in HashWords.Of(memory.Key))
        {
            if (!_wordNumbers.TryGetValue(word, out var number))
            {
                number = _wordNumbers.Count;
                _wordNumbers.Add(word, number);
                _keyCounts.Add(0);
            }

            _wordsOfKeys.Add(number);
            _keyCounts[number]++;
        }

        _keyEnds.Add(_wordsOfKeys.Count);
    }

    internal Segment Build(int frequencyCutoff)
    {
        var words = _wordNumbers.Select(word => (Text: Encoding.UTF8.GetBytes(word.Key), Number: word.Value)).ToArray();
        Array.Sort(words, (x, y) => x.Text.AsSpan().SequenceCompareTo(y.Text));

        var table = new Utf8TableBuilder(words.Length);
        var keyCounts = new int[words.Length];
        var postingEnds = new int[words.Length];
        var next = new int[words.Length]; // by word number: where its next posting goes; -1: not hashed
        var postings = 0;
        for (var rank = 0; rank < words.Length; rank++)
        {
            var (text, number) = words[rank];
            table.Add(text);
            keyCounts[rank] = _keyCounts[number];
            next[number] = _keyCounts[number] < frequencyCutoff ? postings : -1;
            postings += next[number] < 0 ? 0 : _keyCounts[number];
            postingEnds[rank] = postings;
        }

        return new Segment([.. _ids], _texts.Build(), _sources.TextBytes == 0 ? null : _sources.Build(), table.Build(), keyCounts, postingEnds, Invert(next, postings));
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
}
