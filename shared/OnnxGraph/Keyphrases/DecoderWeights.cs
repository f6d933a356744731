namespace Engram.OnnxGraph.Keyphrases;

/// <summary>Weights of the generator (the papers' RNNDecoder), row-major as in torch: a layer's weight is [out, in]. V words, E width of a
/// word vector, D width of a state.</summary>
public sealed record DecoderWeights
{
    /// <summary>V.</summary>
    public required int Words { get; init; }

    /// <summary>E.</summary>
    public required int EmbeddingWidth { get; init; }

    /// <summary>D.</summary>
    public required int Width { get; init; }

    /// <summary>[V, E].</summary>
    public required float[] Embedding { get; init; }

    /// <summary>Gates r, z, n: [3D, E].</summary>
    public required float[] GruInput { get; init; }

    /// <summary>[3D, D].</summary>
    public required float[] GruHidden { get; init; }

    /// <summary>[3D].</summary>
    public required float[] GruInputBias { get; init; }

    /// <summary>[3D].</summary>
    public required float[] GruHiddenBias { get; init; }

    /// <summary>W_d of e_i = v^T tanh(W_m H_i + W_d h + b): [D, D]. W_m belongs to the encoder.</summary>
    public required float[] AttentionState { get; init; }

    /// <summary>b: [D].</summary>
    public required float[] AttentionBias { get; init; }

    /// <summary>v: [D].</summary>
    public required float[] AttentionScore { get; init; }

    /// <summary>From [context ; h]: [D, 2D].</summary>
    public required float[] Context { get; init; }

    /// <summary>[D].</summary>
    public required float[] ContextBias { get; init; }

    /// <summary>W1 of the vocabulary's logits, from [context ; h]: [D, 2D].</summary>
    public required float[] Hidden { get; init; }

    /// <summary>[D].</summary>
    public required float[] HiddenBias { get; init; }

    /// <summary>W2 of the vocabulary's logits: [V, D].</summary>
    public required float[] Vocabulary { get; init; }

    /// <summary>[V].</summary>
    public required float[] VocabularyBias { get; init; }

    /// <summary>From [context ; h ; y] to the logit of p_gen: [1, 2D + E].</summary>
    public required float[] Generate { get; init; }

    /// <summary>[1].</summary>
    public required float[] GenerateBias { get; init; }

    /// <summary>a: factor of the attention weights for copied words. 1 as released.</summary>
    public float CopyWeight { get; init; } = 1;

    /// <summary>Whether the distribution is divided by its sum, which the classifier's words raise above 1. False as released.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>Whether the weights are stored as float16. They must already be rounded to it.</summary>
    public bool HalfWeights { get; init; }
}
