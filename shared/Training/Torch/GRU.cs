namespace Engram.Training.Torch;

/// <summary>Gated recurrent units, batch first, as torch.nn.GRU. The weights [3 * hidden, in] hold r, z, n in this order, and h' = (1 - z)
/// * n + z * h with n = tanh(W_in x + b_in + r * (W_hn h + b_hn)). Initial values are uniform in +-1/sqrt(hidden).</summary>
public sealed class GRU : Module
{
    private readonly long _inputSize;
    private readonly long _hiddenSize;
    private readonly long _layers;
    private readonly bool _bidirectional;
    private readonly double _dropout;
    private readonly Tensor[] _weights;
    private readonly List<Tensor> _zeros = [];

    public GRU(
        long inputSize, long hiddenSize, long numLayers = 1, bool bidirectional = false, double dropout = 0, Device? device = null,
        bool hasBias = true)
    {
        (_inputSize, _hiddenSize, _layers, _bidirectional, _dropout) = (inputSize, hiddenSize, numLayers, bidirectional, dropout);
        var bound = 1 / Math.Sqrt(hiddenSize);
        Tensor Register(string name, params ReadOnlySpan<long> shape) =>
            register_parameter(name, torch.uniform(shape, -bound, bound, device));

        Tensor Bias(string name)
        {
            if (hasBias)
                return Register(name, 3 * hiddenSize);
            _zeros.Add(torch.full([3 * hiddenSize], 0, device).DetachFromDisposeScope());
            return _zeros[^1];
        }

        var weights = new List<Tensor>();
        for (var layer = 0L; layer < numLayers; layer++)
        {
            var width = layer == 0 ? inputSize : hiddenSize * Directions;
            for (var direction = 0; direction < Directions; direction++)
            {
                var suffix = $"l{layer}{(direction == 1 ? "_reverse" : "")}";
                weights.Add(Register($"weight_ih_{suffix}", 3 * hiddenSize, width));
                weights.Add(Register($"weight_hh_{suffix}", 3 * hiddenSize, hiddenSize));
                weights.Add(Bias($"bias_ih_{suffix}"));
                weights.Add(Bias($"bias_hh_{suffix}"));
            }
        }

        _weights = [.. weights];
    }

    /// <summary>For each layer and direction: weight_ih [3H, in], weight_hh [3H, H], bias_ih [3H], bias_hh [3H]. Without biases the last
    /// two are zeros and no parameters.</summary>
    public IReadOnlyList<Tensor> Weights => _weights;

    private int Directions => _bidirectional ? 2 : 1;

    /// <summary>input [batch, time, in], h0 [layers * directions, batch, hidden] or null for zeros -> output [batch, time, directions *
    /// hidden], last states [layers * directions, batch, hidden].</summary>
    public (Tensor output, Tensor last) forward(Tensor input, Tensor? h0 = null)
    {
        var state = CheckedState(input, h0);
        using var handles = new HandleArray(_weights);
        Native.Check(Native.gru(
            input, state, handles.Handles, _weights.Length, _layers, _dropout, training ? 1 : 0, _bidirectional ? 1
                : 0, out var output, out var last));
        return (output, last);
    }

    /// <summary>As <see cref="forward"/>, but row i ends after <paramref name="lengths"/>[i] steps (at least 1): its backward direction
    /// starts there and its output beyond is 0, so padding changes nothing.</summary>
    public (Tensor output, Tensor last) forward_packed(Tensor input, ReadOnlySpan<long> lengths, Tensor? h0 = null)
    {
        var state = CheckedState(input, h0);
        if (lengths.Length != input.shape[0])
            throw new ShapeException($"GRU: {lengths.Length} lengths for an input {Shape.Text(input.shape)}.");
        foreach (var length in lengths)
        {
            if (length < 1 || length > input.shape[1])
                throw new ShapeException(
                    $"GRU: a length of {length} in an input {Shape.Text(input.shape)}; lengths are 1 to {input.shape[1]}.");
        }

        using var ends = torch.tensor(lengths, [lengths.Length]);
        using var handles = new HandleArray(_weights);
        Native.Check(Native.gru_packed(
            input, ends, state, handles.Handles, _weights.Length, _layers, _dropout, training ? 1 : 0, _bidirectional ? 1
                : 0, out var output, out var last));
        return (output, last);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var zeros in _zeros)
            zeros.Dispose();
    }

    private Tensor CheckedState(Tensor input, Tensor? h0)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.shape.Length != 3 || input.shape[2] != _inputSize)
            throw new ShapeException($"GRU: expected [batch, time, {_inputSize}], got {Shape.Text(input.shape)}.");
        long[] expected = [_layers * Directions, input.shape[0], _hiddenSize];
        if (h0 is null)
            return torch.full(expected, 0, input.device);
        Shape.CheckSame("GRU, first state", expected, h0.shape);
        return h0;
    }
}
