using System.Runtime.InteropServices;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.Text;

namespace Engram.Benchmarks;

/// <summary>Questions to an index of 200,000 memories: words, weights, ranking and the texts of the best 128. Limit: only merging and
/// counting the postings in a dictionary of arrays.</summary>
internal sealed class MemoryRecallBench : IStageBench
{
    private const int Facts = 100_000;
    private const int FrequencyCutoff = 1_000;

    private readonly List<string> _questions = [];
    private readonly Dictionary<string, List<int>> _postings = new(StringComparer.Ordinal);
    private KeyHashIndex _index = KeyHashIndex.Empty(FrequencyCutoff);

    public string Stage => "memory-recall";

    public string Unit => "questions";

    public string Limit => "union of postings alone";

    public Task<string?> PrepareAsync()
    {
        var memories = SampleFacts.Memories(0, Facts).Select((memory, i) => new StoredMemory(i + 1, memory.Key, memory.Value)).ToList();
        _index = _index.With(memories, epoch: 1);
        for (var i = 0; i < memories.Count; i++)
        {
            foreach (var word in Tokenizer.Tokenize(memories[i].Key).Distinct())
                (CollectionsMarshal.GetValueRefOrAddDefault(_postings, word, out _) ??= []).Add(i);
        }

        foreach (var word in _postings.Where(word => word.Value.Count >= FrequencyCutoff).Select(word => word.Key).ToList())
            _postings.Remove(word);
        _questions.AddRange(SampleFacts.From(0, Facts).Where((_, i) => i % 100 == 0).Select(fact => $"which films did {fact.Value} make "
            + $"beside {fact.Subject}?"));
        return Task.FromResult<string?>(null);
    }

    public Task<int> RunOursAsync()
    {
        var recalled = _questions.Sum(question => _index.Recall(question, maxMemories: 128, maxCharacters: 24_000).Memories.Count);
        return Task.FromResult(recalled > 0 ? _questions.Count : throw new InvalidOperationException("The questions recalled nothing."));
    }

    public Task<int> RunLimitAsync()
    {
        var found = 0;
        foreach (var question in _questions)
        {
            var counts = new Dictionary<int, int>();
            foreach (var word in Tokenizer.Tokenize(question))
            {
                if (!_postings.TryGetValue(word, out var memories))
                    continue;
                foreach (var memory in memories)
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, memory, out _)++;
            }

            found += counts.Count;
        }

        return Task.FromResult(found > 0 ? _questions.Count : throw new InvalidOperationException("The questions found nothing."));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
