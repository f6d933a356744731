using Engram.MemorySearch.Index;

namespace Engram.Training.Recipes.Sequences;

/// <summary>A knowledge base by numbers: entities from 1, relations from 0.</summary>
public sealed class FactNumbers
{
    private readonly Dictionary<string, int> _entities = new(StringComparer.Ordinal);

    public FactNumbers(IEnumerable<Triple> triples)
    {
        ArgumentNullException.ThrowIfNull(triples);
        var relations = new Dictionary<string, int>(StringComparer.Ordinal);
        Facts = [.. triples.Select(triple => new NumberedFact(
            NumberOf(triple.Subject), Number(relations, triple.Relation, 0), NumberOf(triple.ObjectText))).Distinct()];
        (Entities, Relations) = (["", .. _entities.Keys], [.. relations.Keys]);
    }

    /// <summary>Names of the entities; 0 is padding, with an empty name.</summary>
    public IReadOnlyList<string> Entities { get; }

    public IReadOnlyList<string> Relations { get; }

    public IReadOnlyList<NumberedFact> Facts { get; }

    /// <summary>Number of an entity; null when the knowledge base lacks it.</summary>
    public int? Find(string entity) => _entities.TryGetValue(entity, out var number) ? number : null;

    private int NumberOf(string entity) => Number(_entities, entity, 1);

    // Numbers follow the order in which the file names things.
    private static int Number(Dictionary<string, int> numbers, string name, int from)
    {
        if (!numbers.TryGetValue(name, out var number))
            numbers[name] = number = numbers.Count + from;
        return number;
    }
}

/// <summary>A fact by the numbers of its parts.</summary>
public readonly record struct NumberedFact(int Subject, int Relation, int Value);
