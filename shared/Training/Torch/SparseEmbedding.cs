namespace Engram.Training.Torch;

/// <summary>
/// A vector for each word, of which one step of training touches few: those are taken out, learned as a small tensor of their own, and put
/// back. A step then costs what its own words cost, however many the table holds; an optimiser of the whole table would move all of it. The
/// optimiser is Adagrad (Duchi et al. 2011) with one sum of squares a row, which starts above 0 so that a row without gradient stays.
/// Initial values as <see cref="Embedding"/>'s; the row of padding, 0, stays 0.
/// </summary>
public sealed class SparseEmbedding : Module
{
    private readonly Tensor _squares;
    private Tensor? _taken;
    private Tensor? _rows;

    /// <param name="words">Rows.</param>
    /// <param name="width">Length of a vector.</param>
    /// <param name="std">Deviation of the initial vectors.</param>
    /// <param name="initialSquares">What each row's sum of squares starts with: the square of a gradient (mean over the row) that
    /// counts.</param>
    public SparseEmbedding(long words, long width, double std, double initialSquares)
    {
        using var start = new Embedding(words, width, padding_idx: 0, std);
        weight = register_parameter(nameof(weight), start.weight.detach().clone());
        _squares = register_parameter("squares", torch.full([words], initialSquares));
        // The loop's own optimiser leaves them alone.
        weight.requires_grad = _squares.requires_grad = false;
    }

    /// <summary>[words, width]. Gathers no gradient.</summary>
    public Tensor weight { get; }

    /// <summary>Rows that the step to come learns, and the place of each word's row among them. Padding is there, at place 0.</summary>
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

    /// <summary>Moves the rows taken last against their gradient and puts them back.</summary>
    public void Step(double learningRate)
    {
        if (_taken?.grad is { } gradient)
            Native.Check(Native.adagrad_rows(weight, _squares, _rows!, gradient, learningRate));
        (_taken, _rows) = (null, null);
    }
}
