namespace Engram.Lab.DataSets;

/// <summary>Groups items that share anything, directly or transitively (union-find). A group goes into one split, so that no test post has
/// a near-duplicate in training.</summary>
public sealed class PostGroups
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);

    /// <summary>Puts two names into the same group.</summary>
    public void Join(string first, string second) => _parents[RootOf(first)] = RootOf(second);

    /// <summary>Returns, for each name, the first of the names (in ordinal order) in its group.</summary>
    public IReadOnlyDictionary<string, string> FirstOfGroup(IEnumerable<string> names)
    {
        var groups = names.GroupBy(RootOf, StringComparer.Ordinal);
        return groups
            .SelectMany(group => group.Select(name => (Name: name, First: group.Min(StringComparer.Ordinal)!)))
            .ToDictionary(member => member.Name, member => member.First, StringComparer.Ordinal);
    }

    private string RootOf(string name)
    {
        while (_parents.TryGetValue(name, out var parent) && parent != name)
        {
            _parents[name] = _parents.GetValueOrDefault(parent, parent);
            name = parent;
        }

        return name;
    }
}
