using Engram.Training.Torch;
using F = Engram.Training.Torch.torch.nn.functional;

namespace Engram.Training.Models;

// Shape letters: B posts, N members of the memory, D width, h heads, w width of a head.

/// <summary>One layer of multi-head attention as in the released code of Wang et al. 2020 (multi_head_att/submodules.py): heads with their
/// own width, residual and layer norm, then a position-wise feed-forward layer as wide as the model, residual and layer norm.</summary>
public sealed class MultiHeadAttention : Module, IAttention
{
    private readonly Dropout _dropout;

    public MultiHeadAttention(int width, int heads, int headWidth, double dropout)
    {
        (Heads, HeadWidth) = (heads, headWidth);
        _dropout = register_module("dropout", new Dropout(dropout));
        Query = register_module("query", Normal(new Linear(width, heads * headWidth), width + headWidth));
        Key = register_module("key", Normal(new Linear(width, heads * headWidth), width + headWidth));
        Value = register_module("value", Normal(new Linear(width, heads * headWidth), width + headWidth));
        Output = register_module("output", Normal(new Linear(heads * headWidth, width), width + (heads * headWidth)));
        AttentionNorm = register_module("attention_norm", new UnbiasedLayerNorm(width));
        Widen = register_module("widen", new Linear(width, width));
        Narrow = register_module("narrow", new Linear(width, width));
        FeedForwardNorm = register_module("feed_forward_norm", new UnbiasedLayerNorm(width));
    }

    public int Heads { get; }

    public int HeadWidth { get; }

    public Linear Query { get; }

    public Linear Key { get; }

    public Linear Value { get; }

    public Linear Output { get; }

    public UnbiasedLayerNorm AttentionNorm { get; }

    public Linear Widen { get; }

    public Linear Narrow { get; }

    public UnbiasedLayerNorm FeedForwardNorm { get; }

    /// <summary>query [B,D], memory [B,N,D], absent [B,N] (bool) -> value [B,D], weights averaged over the heads [B,N], and the heads'
    /// similarity.</summary>
    public Attended forward(Tensor query, Tensor memory, Tensor absent)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(absent);
        var q = Split(Query.forward(query.unsqueeze(1)));                                            // [B,h,1,w]
        var k = Split(Key.forward(memory));                                                          // [B,h,N,w]
        var v = Split(Value.forward(memory));                                                        // [B,h,N,w]
        var scores = q.matmul(k.transpose(2, 3)).mul(1 / Math.Sqrt(HeadWidth));                      // [B,h,1,N]
        var weights = scores.masked_fill(absent.unsqueeze(1).unsqueeze(1), Masks.Absent).softmax(-1); // [B,h,1,N]
        var context = _dropout.forward(weights).matmul(v).squeeze(2);                                // [B,h,w]
        var joined = Output.forward(context.reshape(-1, Heads * HeadWidth));                         // [B,D]
        var attended = AttentionNorm.forward(query.add(_dropout.forward(joined)));                   // [B,D]
        var fed = Narrow.forward(F.relu(Widen.forward(attended)));                                   // [B,D]
        return new Attended(FeedForwardNorm.forward(attended.add(_dropout.forward(fed))), weights.mean(1).squeeze(1), Likeness(context));
    }

    /// <summary>Mean squared cosine between the contexts of two different heads, the released code's optional regularizer; 0 if all are
    /// orthogonal. [B,h,w] -> scalar; null with one head.</summary>
    private Tensor? Likeness(Tensor context)
    {
        if (Heads == 1)
            return null;
        var length = context.square().sum(-1, keepdim: true).clamp_min(1e-12).sqrt();                // [B,h,1]
        var unit = context / length;
        var squares = unit.matmul(unit.transpose(1, 2)).square();                                    // [B,h,h], 1 on the diagonal
        return squares.sum(-1).sum(-1).add(-Heads).mul(1.0 / (Heads * (Heads - 1))).mean();
    }

    /// <summary>[B,N,hw] -> [B,h,N,w].</summary>
    private Tensor Split(Tensor projected) => projected.reshape(projected.shape[0], projected.shape[1], Heads, HeadWidth).transpose(1, 2);

    /// <summary>Draws weights from N(0, 2 / fans), as the released code does (the Xavier rule of its output layer is the same
    /// formula).</summary>
    private static Linear Normal(Linear layer, int fans)
    {
        using var weights = torch.normal(layer.weight.shape, 0, Math.Sqrt(2.0 / fans));
        layer.weight.Assign(weights);
        return layer;
    }
}

/// <summary>The released code's own layer norm: (x - mean) / (s + eps) * weight + bias with the unbiased deviation s; eps is added outside
/// the root.</summary>
public sealed class UnbiasedLayerNorm : Module
{
    public const double Epsilon = 1e-6;

    public UnbiasedLayerNorm(int width)
    {
        weight = register_parameter(nameof(weight), torch.ones(width));
        bias = register_parameter(nameof(bias), torch.zeros(width));
    }

    public Tensor weight { get; }

    public Tensor bias { get; }

    public Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var centred = input - input.mean(-1, keepdim: true);
        // Equals input.std(-1), but its gradient is not NaN if all values are equal, as in a post without the query's modality.
        var variance = centred.square().sum(-1, keepdim: true).mul(1.0 / (input.shape[^1] - 1));
        return centred / (variance.add(SmallestVariance).sqrt() + Epsilon) * weight + bias;
    }

    /// <summary>Keeps the root's gradient finite; far below float32's precision for a variance near 1.</summary>
    public const double SmallestVariance = 1e-14;
}
