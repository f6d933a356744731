using System.Text;
using Engram.MemorySearch.Strategies;
using Engram.Text.Names;

namespace Engram.MemorySearch.Index;

/// <summary>The names of a segment's entities, by the keys of their spellings. Built on first use. Immutable.</summary>
internal sealed class SegmentNames
{
    // N names, K keys: one per name and one per alias
    private readonly Utf8Table _names; // [N]
    private readonly string[] _keys; // [K], in ordinal order
    private readonly int[] _nameOf; // [K]
    private readonly bool[] _isAlias; // [K]
    private readonly Lazy<Dictionary<(int Length, char Letter, bool IsLast), int[]>> _byEnds;

    private SegmentNames(Utf8Table names, string[] keys, int[] nameOf, bool[] isAlias)
    {
        (_names, _keys, _nameOf, _isAlias) = (names, keys, nameOf, isAlias);
        _byEnds = new(GroupByEnds);
    }

    public static SegmentNames Of(Segment segment)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var ordinal = 0; ordinal < segment.Memories; ordinal++)
        {
            foreach (var name in EntityHash.NamesOf(segment.Read(ordinal)))
            {
                if (seen.Add(name))
                    names.Add(name);
            }
        }

        var entries = names.Index().SelectMany(name => EntriesOf(name.Item, name.Index)).OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ToArray();
        var table = new Utf8TableBuilder(names.Count);
        foreach (var name in names)
            table.Add(Encoding.UTF8.GetBytes(name));
        return new SegmentNames(table.Build(), [.. entries.Select(entry => entry.Key)], [.. entries.Select(entry => entry.Name)],
            [.. entries.Select(entry => entry.IsAlias)]);
    }

    /// <summary>Names with this key, and names that this key is an alias of.</summary>
    public IEnumerable<(string Name, bool IsAlias)> Find(string key)
    {
        var at = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        if (at < 0)
            yield break;
        while (at > 0 && _keys[at - 1] == key)
            at--;
        for (; at < _keys.Length && _keys[at] == key; at++)
            yield return (_names.Read(_nameOf[at]), _isAlias[at]);
    }

    /// <summary>Names whose key, or an alias of theirs, is 1 to <paramref name="mostEdits"/> edits away, begins or ends with the same
    /// letter, and has the same digits.</summary>
    public IEnumerable<(string Name, int Edits)> FindMisspelt(string key, int mostEdits)
    {
        for (var length = key.Length - mostEdits; length <= key.Length + mostEdits; length++)
        {
            foreach (var (letter, isLast) in ((char, bool)[])[(key[0], false), (key[^1], true)])
            {
                foreach (var number in _byEnds.Value.GetValueOrDefault((length, letter, isLast)) ?? [])
                {
                    if (EditDistance.Within(key, _keys[number], mostEdits) is var edits and > 0 && HaveSameDigits(key, _keys[number]))
                        yield return (_names.Read(_nameOf[number]), edits);
                }
            }
        }
    }

    // A different number means a different film, not a misspelling.
    private static bool HaveSameDigits(string first, string second) => first.Where(char.IsDigit).SequenceEqual(second.Where(char.IsDigit));

    private static IEnumerable<(string Key, int Name, bool IsAlias)> EntriesOf(string name, int number)
    {
        var key = NameKey.Of(name);
        if (key.Length > 0)
            yield return (key, number, false);
        foreach (var alias in NameKey.AliasesOf(name))
            yield return (alias, number, true);
    }

    private Dictionary<(int Length, char Letter, bool IsLast), int[]> GroupByEnds() => Enumerable.Range(0, _keys.Length)
        .SelectMany(
            number => ((int Length, char Letter, bool IsLast)[])[(_keys[number].Length, _keys[number][0], false),
                (_keys[number].Length, _keys[number][^1], true)], (number, ends) => (number, ends))
        .GroupBy(entry => entry.ends, entry => entry.number).ToDictionary(group => group.Key, group => group.ToArray());
}
