using Engram.Contracts.Questions;
using Engram.MemoryNetworks.Facts;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using Engram.Training.Recipes.Memories;

namespace Engram.Training.Recipes.Relations;

/// <summary>A knowledge base as facts by subject and relation, with an index that finds its entities in questions.</summary>
public sealed class KnowledgeGraph : IFactGraph
{
    private readonly Dictionary<string, ILookup<string, RecalledMemory>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers;
    private readonly KnowledgeBase _knowledge;

    public KnowledgeGraph(KnowledgeBase knowledge)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        _knowledge = knowledge;
        _numbers = knowledge.Entities.Index().ToDictionary(entity => entity.Item, entity => entity.Index, StringComparer.Ordinal);
        Linker = new EntityLinker(KeyHashIndex.Empty(new EntityHash()).With(
            knowledge.Facts.Select(
                (fact, i) => new StoredMemory(
                    i, Triple.KeyOf(knowledge.Entities[fact.Subject], fact.Relation), knowledge.Entities[fact.Value])), epoch: 1));
    }

    public EntityLinker Linker { get; }

    public IEnumerable<string> RelationsOf(string entity) => Of(entity).Select(relation => relation.Key);

    public IReadOnlyList<RecalledMemory> FactsOf(string entity, string relation) => [.. Of(entity)[relation]];

    public int CountOf(string entity, string relation) => Of(entity)[relation].Count();

    private ILookup<string, RecalledMemory> Of(string entity)
    {
        if (_known.TryGetValue(entity, out var known))
            return known;
        var facts = _numbers.TryGetValue(entity, out var number) ? _knowledge.FactsOf(number) : [];
        return _known[entity] = facts.ToLookup(fact => _knowledge.Facts[fact].Relation, fact => new RecalledMemory
        {
            MemoryId = fact,
            Key = _knowledge.Facts[fact].Relation,
            Value = _knowledge.Entities[_knowledge.Facts[fact].Value],
            Subject = entity,
            Relation = _knowledge.Facts[fact].Relation,
        }, StringComparer.Ordinal);
    }
}
