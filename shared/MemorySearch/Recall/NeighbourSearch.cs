using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Recall;

/// <summary>
/// Finds the memories whose keys are most similar to a text: cosine of TF-IDF vectors, exact over all memories that share a hashed word.
/// Each distinct hashed word w weighs ln(1 + M / keys(w)). Term frequency is ignored: it did not help on tweets (leave-one-out over the
/// training posts). Ties are sorted by text.
/// </summary>
public static class NeighbourSearch
{
    /// <summary>Finds at most <paramref name="maxNeighbours"/> memories, most similar first, and skips those that do not fit
    /// <paramref name="maxCharacters"/> of values and sources.</summary>
    /// <param name="index">The memories at one epoch.</param>
    /// <param name="text">Text to compare keys with.</param>
    /// <param name="maxNeighbours">Most neighbors: k.</param>
    /// <param name="maxCharacters">Most characters of their values and sources together.</param>
    /// <param name="isForgotten">Whether to skip the memory of an id; it still counts for the weights of words.</param>
    public static IReadOnlyList<Neighbour> FindNeighbours(
        this KeyHashIndex index, string text, int maxNeighbours, int maxCharacters = int.MaxValue, Predicate<long>? isForgotten = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        var words = index.Hashed(HashWords.Of(text)).ToArray();
        var length = Math.Sqrt(words.Sum(word => word.Weight * word.Weight));
        var weighted = Array.ConvertAll(words, word => word with { Weight = word.Weight * word.Weight / length });
        var lengths = index.KeyLengths;
        var (best, _) = Ranking.Find(index, segment => segment.Sum(weighted), maxNeighbours, (segment, ordinal, sum) =>
            isForgotten is not null && isForgotten(index.Segments[segment].Built.IdOf(ordinal)) ? null
                : Math.Min(1, sum / lengths[segment][ordinal]));

        var neighbours = new List<Neighbour>(best.Length);
        foreach (var (similarity, _, segment, ordinal) in best)
        {
            var memory = segment.Read(ordinal);
            var characters = memory.Value.Length + (memory.Source?.Length ?? 0);
            if (characters > maxCharacters)
                continue;
            maxCharacters -= characters;
            neighbours.Add(new Neighbour(memory, similarity));
        }

        return neighbours;
    }
}

/// <summary>A memory and the similarity of its key to a text.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Similarity">Cosine, above 0 and at most 1.</param>
public readonly record struct Neighbour(StoredMemory Memory, double Similarity);
