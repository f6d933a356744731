using System.Collections.Concurrent;
using Engram.Contracts.Questions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Recall;

/// <summary>Recalls the facts of the entities a question may name, each relation separately: an entity with ten thousand facts of one
/// relation still recalls its only fact of another.</summary>
/// <param name="index">The memories at one epoch, hashed by entities.</param>
/// <param name="maxFacts">Most facts per subject and relation; <see cref="RecalledFacts.Cut"/> tells how many there are.</param>
/// <param name="maxCharacters">Most characters of keys and values together; facts of the longest names come first.</param>
public sealed class FactRecall(KeyHashIndex index, int maxFacts, int maxCharacters)
{
    private readonly EntityLinker _linker = new(index);

    public RecalledFacts Recall(string question)
    {
        var mentions = _linker.Link(question);
        var facts = new List<Fact>();
        var cut = new List<FactCount>();
        var left = maxCharacters;
        foreach (var entity in mentions.SelectMany(mention => mention.Entities).Distinct(StringComparer.Ordinal))
        {
            foreach (var relation in FactsOf(entity).OrderBy(fact => fact.Memory.Id).GroupBy(fact => fact.Relation,
                StringComparer.Ordinal).OrderBy(relation => relation.Key, StringComparer.Ordinal))
            {
                Fact[] all = [.. relation];
                var taken = all.Take(maxFacts).TakeWhile(fact => (left -= fact.Memory.Key.Length + fact.Memory.Value.Length) >= 0)
                    .ToArray();
                facts.AddRange(taken);
                if (all.Length > taken.Length)
                    cut.Add(new FactCount { Subject = entity, Relation = relation.Key, Facts = all.Length });
            }
        }

        return new RecalledFacts(mentions, facts, cut);
    }

    /// <summary>The facts whose subject is the entity, including reversed ones.</summary>
    public IEnumerable<Fact> FactsOf(string entity)
    {
        var words = HashWords.Of(entity);
        foreach (var (segment, ordinal) in index.KeysWith(words))
        {
            var memory = segment.Read(ordinal);
            if (RelationOf(memory, entity) is { } relation)
                yield return new Fact(memory, entity, relation);
        }
    }

    private static string? RelationOf(StoredMemory memory, string entity)
    {
        if (memory.Source is not null || memory.Key.Length < entity.Length + 2 || !memory.Key.StartsWith(entity, StringComparison.Ordinal)
            || memory.Key[entity.Length] != ' ')
            return null;
        // A relation is a single word; if more words follow the name, the key is a text.
        var rest = memory.Key[(entity.Length + 1)..];
        return rest.Contains(' ', StringComparison.Ordinal) ? null : rest;
    }
}

/// <summary>A memory that states the relation of a subject to a value.</summary>
public readonly record struct Fact(StoredMemory Memory, string Subject, string Relation);

/// <summary>The facts of a set that a question recalls.</summary>
/// <param name="Mentions">Where the question may name entities.</param>
/// <param name="Facts">Their facts, by entity and relation, in the order they were stored.</param>
/// <param name="Cut">Subjects and relations that have more facts than were recalled.</param>
public sealed record RecalledFacts(IReadOnlyList<EntityMention> Mentions, IReadOnlyList<Fact> Facts, IReadOnlyList<FactCount> Cut)
{
    /// <summary>Ids of the facts that give one name several values of a relation that should have one.</summary>
    public IEnumerable<long> Conflicting(IReadOnlyCollection<string> singleValued)
    {
        ArgumentNullException.ThrowIfNull(singleValued);
        return Mentions.SelectMany(
            mention => Facts.Where(fact => mention.Entities.Contains(fact.Subject) && singleValued.Contains(fact.Relation))
                .GroupBy(fact => fact.Relation, StringComparer.Ordinal))
            .Where(relation => relation.Select(fact => fact.Memory.Value).Distinct(StringComparer.Ordinal).Count() > 1)
            .SelectMany(relation => relation.Select(fact => fact.Memory.Id)).Distinct();
    }

    /// <summary>The facts in the form of messages.</summary>
    public IEnumerable<RecalledMemory> Memories => Facts.Select(fact => new RecalledMemory
    {
        MemoryId = fact.Memory.Id, Key = fact.Memory.Key, Value = fact.Memory.Value, Subject = fact.Subject, Relation = fact.Relation,
    });
}

/// <summary>Properties of the relations of one epoch, each computed on first use.</summary>
internal sealed class RelationProfiles(KeyHashIndex index)
{
    private const int FactsLookedAt = 2000;

    // A relation stays single-valued even if one film in seven shares its title with another or has two directors.
    private const double MostValuesPerSubject = 1.15;

    private readonly ConcurrentDictionary<string, bool> _isSingleValued = new(StringComparer.Ordinal);

    /// <summary>Whether all but a few subjects have a single value of the relation.</summary>
    public bool IsSingleValued(string relation) => _isSingleValued.GetOrAdd(relation, name =>
    {
        var (facts, subjects) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (segment, ordinal) in index.KeysWith(HashWords.Of(name)).Take(FactsLookedAt))
        {
            var key = segment.Read(ordinal).Key;
            if (!key.EndsWith(' ' + name, StringComparison.Ordinal))
                continue;
            facts++;
            subjects.Add(key);
        }

        return facts <= MostValuesPerSubject * subjects.Count;
    });
}
