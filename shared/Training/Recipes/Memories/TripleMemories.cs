using Engram.Contracts.Questions;
using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;

namespace Engram.Training.Recipes.Memories;

/// <summary>Facts as memories: the key is subject and relation, the value the object. Reversed facts have a symbol of their own,
/// <c>!relation</c> (Miller et al. 2016, 4.1). Recall and encoding match memory-index and inference.</summary>
public sealed class TripleMemories : IEntityMemories
{
    private readonly EntityRecall _recall;
    private readonly long[][] _keys;
    private readonly long[][] _values;

    public TripleMemories(KnowledgeBase knowledge, MemoryEncoder encoder, HopLimits reach)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        ArgumentNullException.ThrowIfNull(encoder);
        StoredMemory[] memories =
            [.. knowledge.Facts.Select((fact, i) => new StoredMemory(i, Triple.KeyOf(knowledge.Entities[fact.Subject], fact.Relation),
                knowledge.Entities[fact.Value]))];
        _recall = new EntityRecall(KeyHashIndex.Empty(new EntityHash()).With(memories, epoch: 1), reach);
        _keys = Array.ConvertAll(memories, memory => encoder.Encode(memory.Key));
        _values = Array.ConvertAll(memories, memory => encoder.Encode(memory.Value));
    }

    public int Count => _keys.Length;

    public IReadOnlyList<int> Recall(string question) => [.. _recall.Recall(question).Memories.Select(memory => (int)memory.Id)];

    public long[] Key(int memory) => _keys[memory];

    public long[] Value(int memory) => _values[memory];
}
