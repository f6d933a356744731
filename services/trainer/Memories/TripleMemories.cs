using Engram.Contracts.Questions;

namespace Engram.Trainer.Memories;

/// <summary>
/// Facts as memories: the key is subject and relation, the value the object; reversed facts have their own symbol <c>!relation</c> (Miller et
/// al. 2016, 4.1). A question recalls the facts of its entities (hashing on entities only, as the authors' script for WikiMovies).
/// </summary>
/// <remarks>The paper's questions are one fact away from their answers. For those that are further away (MetaQA) this recalls, which is our
/// extension, also the facts of the entities that the facts so far lead to, up to <see cref="RecallReach.Steps"/> facts away: first those of
/// entities with few facts, as a rare word tells more than a frequent one; so people come before years.</remarks>
public sealed class TripleMemories(KnowledgeBase knowledge, EntityVocabulary symbols, RecallReach recall) : IEntityMemories
{
    private readonly long[][] _keys = [.. knowledge.Facts.Select(fact => (long[])[symbols.IdOf(fact.Subject), .. symbols.Encoder.Encode(fact.Relation)])];
    private readonly long[][] _values = [.. knowledge.Facts.Select(fact => (long[])[symbols.IdOf(fact.Value)])];

    public int Count => _keys.Length;

    public IReadOnlyList<int> Recall(IReadOnlyList<int> entities)
    {
        var recalled = new List<int>();
        var reached = entities.ToHashSet();
        IEnumerable<int> frontier = entities.Where(entity => knowledge.FactsOf(entity).Count <= recall.MaxFacts);
        for (var step = 1; step <= recall.Steps; step++)
        {
            var next = new List<int>();
            foreach (var fact in frontier.SelectMany(knowledge.FactsOf))
            {
                if (recalled.Count == recall.MaxMemories)
                    return recalled;
                recalled.Add(fact);
                var value = knowledge.Facts[fact].Value;
                if (reached.Add(value) && knowledge.FactsOf(value).Count <= recall.MaxFactsOnTheWay)
                    next.Add(value);
            }

            // After the first step the way is known, and what one entity leads to stays together.
            frontier = step == 1 ? next.OrderBy(entity => knowledge.FactsOf(entity).Count) : next;
        }

        return recalled;
    }

    public long[] Key(int memory) => _keys[memory];

    public long[] Value(int memory) => _values[memory];
}
