using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>A table of word vectors that bags of words are summed from: either the whole table or only the rows that the current step
/// trains.</summary>
internal sealed class BagTable
{
    private Tensor? _rows;
    private IReadOnlyDictionary<long, long>? _places;

    public BagTable(Embedding embedding) => Weight = embedding.weight;

    public BagTable(SparseEmbedding embedding) => (Weight, Sparse) = (embedding.weight, embedding);

    public Tensor Weight { get; }

    public SparseEmbedding? Sparse { get; }

    public void Take(IEnumerable<long> words) => (_rows, _places) = Sparse!.Take(words);

    /// <summary>Goes back to the whole table.</summary>
    public void Release() => (_rows, _places) = (null, null);

    /// <summary>ids [texts, W] -> sum of word vectors / sqrt(number of words), [texts, D].</summary>
    public Tensor Bags(long[] ids, int texts, int words)
    {
        var weights = new float[ids.Length];
        for (var text = 0; text < texts; text++)
        {
            var bag = ids.AsSpan(text * words, words);
            var count = words - bag.Count(0);
            weights.AsSpan(text * words, words).Fill(1 / MathF.Sqrt(Math.Max(1, count)));
        }

        var places = _places is { } taken ? Array.ConvertAll(ids, id => taken[id]) : ids;
        return torch.nn.functional.embedding_bag(
            torch.tensor(places, [texts, words]), _rows ?? Weight, torch.tensor(weights, [texts, words]), padding_idx: 0);
    }
}
