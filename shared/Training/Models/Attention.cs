using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>Attention of one query vector per post over that post's memory: query [B,D], memory [B,N,D], absent [B,N] (bool).</summary>
public interface IAttention
{
    Attended forward(Tensor query, Tensor memory, Tensor absent);
}

/// <summary>Result of an attention: value [B,D], weights [B,N], and how similar the heads are (scalar; null for a single head).</summary>
public sealed record Attended(Tensor Value, Tensor Weights, Tensor? Likeness);

/// <summary>Scores and pooling that leave out absent tokens, attributes and regions.</summary>
public static class Masks
{
    /// <summary>Score of absent entries. Their softmax weight is 0 in float32; being finite, it gives no NaN where all entries are
    /// absent.</summary>
    public const double Absent = -1e9;

    /// <summary>Maximum of each feature over the entries present: [B,N,D], absent [B,N] -> [B,D].</summary>
    public static Tensor Max(Tensor memory, Tensor absent)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(absent);
        return memory.masked_fill(absent.unsqueeze(2), Absent).max(1).values;
    }

    /// <summary>Mean of each feature over the entries present: [B,N,D], absent [B,N] -> [B,D].</summary>
    public static Tensor Mean(Tensor memory, Tensor absent)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(absent);
        var count = absent.logical_not().to(ScalarType.Float32).sum(1, keepdim: true).clamp_min(1); // [B,1]
        return memory.masked_fill(absent.unsqueeze(2), 0).sum(1) / count;
    }
}

/// <summary>Attention with one hidden layer (Bahdanau et al. 2015): e_i = v^T tanh(W_m m_i + W_q q + b). The released code uses it for its
/// single attentions and in its decoder.</summary>
public sealed class AdditiveAttention : Module, IAttention
{
    public AdditiveAttention(int width)
    {
        Memory = register_module("memory", new Linear(width, width, hasBias: false));
        Query = register_module("query", new Linear(width, width));
        Score = register_module("score", new Linear(width, 1, hasBias: false));
        Output = register_module("output", new Linear(2 * width, width));
    }

    /// <summary>W_m.</summary>
    public Linear Memory { get; }

    /// <summary>W_q and b.</summary>
    public Linear Query { get; }

    /// <summary>v.</summary>
    public Linear Score { get; }

    /// <summary>Maps [attended memory ; query] to the attention's value.</summary>
    public Linear Output { get; }

    public Attended forward(Tensor query, Tensor memory, Tensor absent) => forward(query, memory, Memory.forward(memory), absent);

    /// <summary>As above, with W_m m already computed, for a memory that is queried more than once.</summary>
    public Attended forward(Tensor query, Tensor memory, Tensor projected, Tensor absent)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(projected);
        var hidden = projected.add(Query.forward(query).unsqueeze(1)).tanh();                       // [B,N,D]
        var weights = Score.forward(hidden).squeeze(2).masked_fill(absent, Masks.Absent).softmax(1); // [B,N]
        var read = weights.unsqueeze(1).bmm(memory).squeeze(1);                                     // [B,D]
        return new Attended(Output.forward(torch.cat([read, query], 1)), weights, Likeness: null);
    }
}
