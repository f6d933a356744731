using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>A network that reads a subject's items one after another and scores what comes next: the product of the subject's vector with
/// an item's.</summary>
public abstract class SequenceNetwork : Module
{
    // B subjects, T steps, N items (0 is padding), R relations, E width, K width of knowledge, H hidden

    /// <summary>Number of items with a vector of their own, from 1 on. Those after them have only their entity.</summary>
    public abstract int OwnItems { get; }

    /// <summary>Relations of the memory; 0 without one.</summary>
    public virtual int Relations => 0;

    /// <summary>Width of a memory slot; 0 without a memory.</summary>
    public virtual int Knowledge => 0;

    public abstract int Hidden { get; }

    /// <summary>Width of a subject's and an item's vector in the score.</summary>
    public abstract int Width { get; }

    /// <summary>Reads items [B, T] from a state on; null is the state before the first item. What follows a row's end changes nothing
    /// before it.</summary>
    public abstract SequenceReading Read(Tensor items, SequenceState? state = null);

    /// <summary>Vectors of items in the score: [n] -> [n, E].</summary>
    public abstract Tensor Candidates(Tensor items);

    /// <summary>One step of <see cref="Read"/> as an ONNX graph.</summary>
    public abstract OnnxGraphBuilder Export();

    /// <summary>Xavier's normal initial values, as in RecBole: standard deviation sqrt(2 / (in + out)), biases 0.</summary>
    protected static Linear Xavier(Linear layer)
    {
        Fill(layer.weight, (shape, total) => torch.normal(shape, 0, Math.Sqrt(2.0 / total)));
        layer.bias?.Assign(torch.zeros(layer.bias.shape));
        return layer;
    }

    /// <summary>Xavier's uniform initial values, as in RecBole: +-sqrt(6 / (in + out)).</summary>
    protected static GRU Xavier(GRU layer)
    {
        foreach (var weight in layer.Weights.Take(2))
            Fill(weight, (shape, total) => torch.uniform(shape, -Math.Sqrt(6.0 / total), Math.Sqrt(6.0 / total)));
        return layer;
    }

    protected static Embedding ItemTable(int items, int width) =>
        new(items + 1, width, padding_idx: 0, std: Math.Sqrt(2.0 / (items + 1 + width)));

    /// <summary>input [B, in] x weight^T (+ bias) -> [B, out].</summary>
    protected static OnnxValue Product(OnnxGraphBuilder graph, string name, OnnxValue input, Tensor weight, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var weights = graph.Initializer<float>(name + ".weight", weight.ToFloat32(), weight.shape);
        return bias is null
            ? graph.Op("Gemm", [input, weights], OnnxAttribute.Int("transB", 1))
            : graph.Op("Gemm", [input, weights, graph.Initializer<float>(name + ".bias", bias.ToFloat32(), bias.shape)],
                OnnxAttribute.Int("transB", 1));
    }

    /// <summary>One step of a GRU without biases: [B, E], [B, H] -> [B, H].</summary>
    protected static OnnxValue GruStep(OnnxGraphBuilder graph, GRU gru, OnnxValue input, OnnxValue hidden)
    {
        OnnxValue Op(string type, params ReadOnlySpan<OnnxValue> operands) => graph.Op(type, operands);
        var fromInput = graph.Op("Split", [Product(graph, "gru.input", input, gru.Weights[0])], 3, OnnxAttribute.Int("axis", 1));
        var fromHidden = graph.Op("Split", [Product(graph, "gru.hidden", hidden, gru.Weights[1])], 3, OnnxAttribute.Int("axis", 1));
        var r = Op("Sigmoid", Op("Add", fromInput[0], fromHidden[0]));
        var z = Op("Sigmoid", Op("Add", fromInput[1], fromHidden[1]));
        var n = Op("Tanh", Op("Add", fromInput[2], Op("Mul", r, fromHidden[2])));
        return Op("Add", n, Op("Mul", z, Op("Sub", hidden, n)));
    }

    private static void Fill(Tensor weight, Func<long[], long, Tensor> draw)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        weight.Assign(draw(weight.shape, weight.shape[0] + weight.shape[1]));
    }
}

/// <summary>All that a network remembers of a subject.</summary>
/// <param name="Hidden">[B, H].</param>
/// <param name="Memory">[B, R, K]; null without a memory.</param>
public sealed record SequenceState(Tensor Hidden, Tensor? Memory);

/// <summary>What a network computes for each step, and its state after the last one.</summary>
/// <param name="User">[B, T, E]: the subject's vector.</param>
/// <param name="RelationWeights">[B, T, R], each row sums to 1; null without a memory.</param>
/// <param name="State">The state after step T.</param>
public sealed record SequenceReading(Tensor User, Tensor? RelationWeights, SequenceState State);
