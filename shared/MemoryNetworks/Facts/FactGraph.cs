using Engram.Contracts.Questions;

namespace Engram.MemoryNetworks.Facts;

/// <summary>Facts by subject and relation. A relation that begins with <c>!</c> is read from its object.</summary>
public interface IFactGraph
{
    /// <summary>Relations of an entity.</summary>
    IEnumerable<string> RelationsOf(string entity);

    /// <summary>Facts of a subject and a relation, in the order they were stored.</summary>
    IReadOnlyList<RecalledMemory> FactsOf(string entity, string relation);

    /// <summary>Number of facts of a subject and a relation, which may exceed those that were recalled.</summary>
    int CountOf(string entity, string relation);
}

/// <summary>The facts that a question recalled.</summary>
public sealed class RecalledGraph : IFactGraph
{
    private readonly Dictionary<string, Dictionary<string, List<RecalledMemory>>> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Subject, string Relation), int> _cut;

    public RecalledGraph(IEnumerable<RecalledMemory> memories, IEnumerable<FactCount> cut)
    {
        ArgumentNullException.ThrowIfNull(memories);
        _cut = cut.ToDictionary(count => (count.Subject, count.Relation), count => count.Facts);
        foreach (var fact in memories)
        {
            if (fact is not { Subject: { } subject, Relation: { } relation })
                continue;
            if (!_facts.TryGetValue(subject, out var relations))
                _facts.Add(subject, relations = new(StringComparer.Ordinal));
            if (!relations.TryGetValue(relation, out var facts))
                relations.Add(relation, facts = []);
            facts.Add(fact);
        }
    }

    public bool IsEmpty => _facts.Count == 0;

    public IEnumerable<string> RelationsOf(string entity) => _facts.TryGetValue(entity, out var relations) ? relations.Keys : [];

    public IReadOnlyList<RecalledMemory> FactsOf(string entity, string relation) =>
        _facts.TryGetValue(entity, out var relations) && relations.TryGetValue(relation, out var facts) ? facts : [];

    public int CountOf(string entity, string relation) =>
        _cut.TryGetValue((entity, relation), out var all) ? all : FactsOf(entity, relation).Count;
}
