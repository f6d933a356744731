using System.Runtime.InteropServices;
using System.Text;
using Engram.ModelPackage.Memories;
using Engram.Text;

namespace Engram.Trainer.Memories;

/// <summary>
/// Recalls memories for training questions as memory-index does when serving (Miller et al. 2016, section 3.1, key hashing): those whose keys
/// share a word under the frequency cut with the question, scored by the sum over shared words of ln(1 + memories / keys with the word), ties
/// by the bytes of key and value. A test holds the two against each other, for a service may not reference another.
/// </summary>
public sealed class KeyRecall
{
    private static readonly Comparer<string> Utf8Order =
        Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)));

    private readonly KeyValueMemory[] _memories;
    private readonly Dictionary<string, List<int>> _keysOf = new(StringComparer.Ordinal);
    private readonly int _frequencyCutoff;

    /// <param name="memories">In any order; the same memory twice counts once.</param>
    /// <param name="frequencyCutoff">Words in at least this many keys are not hashed: F.</param>
    public KeyRecall(IEnumerable<KeyValueMemory> memories, int frequencyCutoff = 1000)
    {
        _memories = [.. memories.Distinct().OrderBy(memory => memory.Key, Utf8Order).ThenBy(memory => memory.Value, Utf8Order)];
        _frequencyCutoff = frequencyCutoff;
        for (var ordinal = 0; ordinal < _memories.Length; ordinal++)
        {
            foreach (var word in WordsOf(_memories[ordinal].Key))
            {
                ref var keys = ref CollectionsMarshal.GetValueRefOrAddDefault(_keysOf, word, out _);
                (keys ??= []).Add(ordinal);
            }
        }
    }

    public IReadOnlyList<KeyValueMemory> Memories => _memories;

    /// <summary>The best memories, best first, leaving out those for which <paramref name="isForgotten"/> is true.</summary>
    public IReadOnlyList<KeyValueMemory> Recall(string question, int maxMemories, Predicate<KeyValueMemory>? isForgotten = null)
    {
        var scores = new Dictionary<int, double>();
        foreach (var word in WordsOf(question))
        {
            if (!_keysOf.TryGetValue(word, out var keys) || keys.Count >= _frequencyCutoff)
                continue;
            var weight = Math.Log(1 + ((double)_memories.Length / keys.Count));
            foreach (var ordinal in keys)
                CollectionsMarshal.GetValueRefOrAddDefault(scores, ordinal, out _) += weight;
        }

        return
        [
            .. scores.Where(scored => isForgotten is null || !isForgotten(_memories[scored.Key]))
                .OrderByDescending(scored => scored.Value).ThenBy(scored => scored.Key)
                .Take(maxMemories).Select(scored => _memories[scored.Key]),
        ];
    }

    /// <summary>Distinct words of a text, punctuation left out.</summary>
    private static IEnumerable<string> WordsOf(string text) =>
        Tokenizer.Tokenize(text).Where(token => !token.EnumerateRunes().All(Rune.IsPunctuation)).Distinct(StringComparer.Ordinal);
}
