using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Recall;

/// <summary>
/// Recalls the memories within a few steps of a question's entities: those whose keys name one, as <see cref="EntityHash"/> finds them,
/// then those whose keys name a value of these, and so on. The paper's questions are one fact away from their answers; more steps (for
/// MetaQA) are our extension.
/// </summary>
/// <remarks>
/// Entities with fewer facts come first, because a rare name is more specific than a common one; so people come before years. After step 2,
/// results stay grouped by entity. The memories of an entity are sorted by their texts, so that every replica has the same order. Lookups
/// are cached: one instance serves all questions to one epoch, one at a time.
/// </remarks>
public sealed class EntityRecall
{
    private readonly KeyHashIndex _index;
    private readonly HopLimits _limits;
    private readonly Dictionary<(string Entity, bool IsBare, int Most), StoredMemory[]> _known = [];

    /// <param name="index">The memories at one epoch.</param>
    /// <param name="limits">Limits on steps, facts and memories.</param>
    /// <exception cref="ArgumentException">The index is not hashed by entities.</exception>
    public EntityRecall(KeyHashIndex index, HopLimits limits)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(limits);
        if (index.Hash.Way != HashingStrategy.Entities)
            throw new ArgumentException(
                $"The memories are hashed by {index.Hash.Way}; only an index by entities knows which keys name one.", nameof(index));
        (_index, _limits) = (index, limits);
    }

    /// <summary>The memories of a question, nearest first. A memory that no longer fits <paramref name="maxCharacters"/> of keys and values
    /// is skipped.</summary>
    public RecallResult Recall(string question, int maxCharacters = int.MaxValue)
    {
        var recalled = new List<StoredMemory>();
        var met = new HashSet<long>();
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var frontier = Rarest(Reach(EntityHash.EntitiesIn(_index, question), _limits.MaxFacts));
        for (var step = 1; step <= _limits.Steps && recalled.Count < _limits.MaxMemories; step++)
        {
            var left = _limits.MaxMemories - recalled.Count;
            StoredMemory[] found = [.. frontier.SelectMany(entity => entity).Where(memory => met.Add(memory.Id)).Take(left)];
            recalled.AddRange(found);
            if (step == _limits.Steps)
                break;
            var next = Reach(found.SelectMany(EntityHash.EntitiesOf), _limits.MaxFactsOnTheWay);
            frontier = step == 1 ? Rarest(next) : next;
        }

        return new RecallResult(_index.Epoch, HashWords.Of(question), recalled.Count, [.. KeyHashRecall.Fitting(recalled, maxCharacters)]);

        StoredMemory[][] Reach(IEnumerable<EntityHash.Entity> entities, int most) =>
            [.. entities.Where(entity => reached.Add(entity.Name)).Select(entity => MemoriesOf(entity, most))];
    }

    private static StoredMemory[][] Rarest(StoredMemory[][] entities) => [.. entities.OrderBy(memories => memories.Length)];

    /// <summary>The memories whose keys name an entity, or none if there are more than <paramref name="most"/>.</summary>
    private StoredMemory[] MemoriesOf(EntityHash.Entity entity, int most)
    {
        var wanted = (entity.Name, entity.IsBare, most);
        if (_known.TryGetValue(wanted, out var known))
            return known;
        StoredMemory[] memories =
            [.. EntityHash.KeysNaming(_index, entity).Take(most + 1).Select(place => place.Segment.Read(place.Ordinal))];
        memories = memories.Length > most ? []
            : [.. memories.OrderBy(memory => memory.Key, StringComparer.Ordinal).ThenBy(memory => memory.Value,
                StringComparer.Ordinal).ThenBy(memory => memory.Id)];
        return _known[wanted] = memories;
    }
}
