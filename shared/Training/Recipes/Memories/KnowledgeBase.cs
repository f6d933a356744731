using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>A fact between two entities, by their numbers. The relation of a reversed fact starts with <c>!</c>.</summary>
public readonly record struct EntityFact(int Subject, string Relation, int Value);

/// <summary>A knowledge base of entities and facts, each fact also reversed (Miller et al. 2016, 4.1). Names with the same words
/// (<see cref="MemoryEncoder.AnswerOf"/>) are one entity.</summary>
public sealed class KnowledgeBase
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _entities = [];
    private readonly List<List<int>> _factsOf = [];
    private readonly List<EntityFact> _facts = [];

    private KnowledgeBase()
    {
    }

    /// <summary>Names as first written.</summary>
    public IReadOnlyList<string> Entities => _entities;

    public IReadOnlyList<EntityFact> Facts => _facts;

    /// <summary>Reads one <c>subject|relation|object</c> per line.</summary>
    /// <exception cref="ExperimentException">The file is missing or empty, or a line is malformed.</exception>
    public static KnowledgeBase Read(string path)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"There is no {path}; a knowledge base is one triple a line: Jaws|directed_by|Steven Spielberg.");
        var known = new KnowledgeBase();
        var seen = new HashSet<EntityFact>();
        foreach (var (index, line) in File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            var parts = line.Split('|', StringSplitOptions.TrimEntries);
            if (parts is not [var subject, var relation, var value] || parts.Any(part => MemoryEncoder.AnswerOf(part).Length == 0))
                throw new ExperimentException(
                    $"Line {index + 1} of {path} is no triple; one is subject|relation|object, as in Jaws|directed_by|Steven Spielberg.");
            var fact = new EntityFact(known.Number(subject), relation, known.Number(value));
            if (seen.Add(fact))
                known.Add(fact);
        }

        return known._facts.Count > 0 ? known : throw new ExperimentException($"{path} holds no triple.");
    }

    /// <summary>Number of the entity with these words; null when there is none.</summary>
    public int? Find(string name) => _numbers.TryGetValue(MemoryEncoder.AnswerOf(name), out var number) ? number : null;

    /// <summary>Numbers of the facts with this subject, including reversed ones.</summary>
    public IReadOnlyList<int> FactsOf(int entity) => _factsOf[entity];

    /// <summary>Entities that a relation, reversed or not, leads to from an entity.</summary>
    public IEnumerable<int> Follow(int entity, string relation) =>
        _factsOf[entity].Select(fact => _facts[fact]).Where(fact => fact.Relation == relation).Select(fact => fact.Value);

    private void Add(EntityFact fact)
    {
        _factsOf[fact.Subject].Add(_facts.Count);
        _facts.Add(fact);
        _factsOf[fact.Value].Add(_facts.Count);
        _facts.Add(new EntityFact(fact.Value, Triple.Reversed(fact.Relation), fact.Subject));
    }

    private int Number(string name)
    {
        var words = MemoryEncoder.AnswerOf(name);
        if (_numbers.TryGetValue(words, out var known))
            return known;
        _numbers[words] = _entities.Count;
        _entities.Add(name);
        _factsOf.Add([]);
        return _entities.Count - 1;
    }
}
