using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Recall;

/// <summary>
/// Finds the memories whose keys are most like a text: the cosine of their TF-IDF vectors, exact over all memories that share a hashed
/// word. A text is the vector of its distinct hashed words w, each with ln(1 + M / keys(w)). How often a word stands in a text does not
/// count: in tweets it told nothing (chosen by leaving one out of the training posts). Equal ones are in the order of their texts.
/// </summary>
public static class NeighbourSearch
{
    /// <summary>Most <paramref name="maxNeighbours"/> memories; of these, most similar first, as many as fit
    /// <paramref name="maxCharacters"/> of values and sources.</summary>
    /// <param name="index">The memories at one epoch.</param>
    /// <param name="text">What they are compared with.</param>
    /// <param name="maxNeighbours">Most neighbours: k.</param>
    /// <param name="maxCharacters">Most characters of their values and sources together.</param>
    /// <param name="isForgotten">Whether the memory of an id is passed over; the weights of words stay as they are.</param>
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

/// <summary>A memory and how like a text its key is.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Similarity">Cosine, above 0, at most 1.</param>
public readonly record struct Neighbour(StoredMemory Memory, double Similarity);
