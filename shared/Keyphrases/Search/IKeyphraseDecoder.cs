namespace Engram.Keyphrases.Search;

/// <summary>
/// The generator, one step at a time, for a batch of encoded posts. B posts, T tokens, D width of a state, K beams per post, N live beams
/// of all posts. Implemented by the trained network and by its exported graph.
/// </summary>
public interface IKeyphraseDecoder
{
    /// <summary>h_0, row-major [B, D].</summary>
    ReadOnlyMemory<float> InitialStates { get; }

    /// <summary>D.</summary>
    int StateWidth { get; }

    /// <summary>Computes the possible continuations of each live beam.</summary>
    DecoderStepResult Step(DecoderStep step);

    /// <summary>Keeps only some of the posts in the batch; the others are done.</summary>
    /// <param name="posts">Ascending indices among the B posts of the last step.</param>
    void Keep(ReadOnlySpan<int> posts);
}

/// <summary>The state of each beam; all row-major.</summary>
public sealed record DecoderStep
{
    /// <summary>B.</summary>
    public required int Posts { get; init; }

    /// <summary>K.</summary>
    public required int Beams { get; init; }

    /// <summary>Previous word of each beam, [B, K]; ids below V.</summary>
    public required long[] Tokens { get; init; }

    /// <summary>[B, K, D].</summary>
    public required float[] States { get; init; }

    /// <summary>Live beams as post * K + beam, ascending, [N].</summary>
    public required long[] Rows { get; init; }

    /// <summary>Number of continuations wanted per beam.</summary>
    public required int Best { get; init; }
}

/// <summary>Possible continuations of each live beam; all row-major, in the order of <see cref="DecoderStep.Rows"/>.</summary>
public sealed record DecoderStepResult
{
    /// <summary>[N, D].</summary>
    public required float[] NextStates { get; init; }

    /// <summary>Words, most probable first, [N, best]; ids below V + X.</summary>
    public required long[] Words { get; init; }

    /// <summary>log(P + 1e-8), [N, best].</summary>
    public required float[] LogProbabilities { get; init; }

    /// <summary>[N, T].</summary>
    public required float[] Attention { get; init; }

    /// <summary>p_gen, [N].</summary>
    public required float[] Generate { get; init; }
}
