namespace Engram.Training.Torch;

/// <summary>One vector per word, for a large table: a training step takes out the few rows that it reads, trains them as a small tensor,
/// and writes them back.</summary>
/// <remarks>A step then costs what its own words cost, whatever the size of the table; an optimizer over the whole table would update every
/// row. The optimizer is Adagrad (Duchi et al. 2011) with one sum of squares per row, which starts above 0 so that a row without gradient
/// stays unchanged. Initial values are those of <see cref="Embedding"/>; the padding row is 0 and stays 0.</remarks>
public sealed class SparseEmbedding : Module
{
    private readonly Tensor _squares;
    private Tensor? _taken;
    private Tensor? _rows;

    /// <param name="words">Number of rows.</param>
    /// <param name="width">Length of a vector.</param>
    /// <param name="std">Standard deviation of the initial vectors.</param>
    /// <param name="initialSquares">Initial sum of squares of each row. A squared gradient (mean over the row) counts from about this size
    /// on.</param>
    public SparseEmbedding(long words, long width, double std, double initialSquares)
    {
        using var start = new Embedding(words, width, padding_idx: 0, std);
        weight = register_parameter(nameof(weight), start.weight.detach().clone());
        _squares = register_parameter("squares", torch.full([words], initialSquares));
        // The training loop's optimizer must skip these.
        weight.requires_grad = _squares.requires_grad = false;
    }

    /// <summary>[words, width]. Receives no gradient.</summary>
    public Tensor weight { get; }

    /// <summary>The rows that the next step trains, and each word's index among them. Padding is always included, at index 0.</summary>
    public (Tensor rows, IReadOnlyDictionary<long, long> places) Take(IEnumerable<long> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var places = new Dictionary<long, long> { [0] = 0 };
        foreach (var word in words)
            places.TryAdd(word, places.Count);
        long[] taken = [.. places.Keys];
        _rows = torch.tensor(taken, [taken.Length]);
        _taken = weight.index_select(0, _rows); // [taken, width]
        _taken.requires_grad = true;
        return (_taken, places);
    }

    /// <summary>Updates the rows taken last by their gradient and writes them back.</summary>
    public void Step(double learningRate)
    {
        if (_taken?.grad is { } gradient)
            Native.Check(Native.adagrad_rows(weight, _squares, _rows!, gradient, learningRate));
        (_taken, _rows) = (null, null);
    }
}
