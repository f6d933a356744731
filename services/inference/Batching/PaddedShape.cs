namespace Engram.Inference.Batching;

/// <summary>Sizes of a request that padding makes equal within a batch.</summary>
/// <param name="Rows">For a question, the number of its memories; for a post, 1.</param>
/// <param name="Words">Words of the longest row.</param>
public readonly record struct PaddedShape(int Rows, int Words)
{
    public long Tokens => (long)Rows * Words;

    /// <summary>The smallest shape that both fit into.</summary>
    public PaddedShape PadTo(PaddedShape other) => new(Math.Max(Rows, other.Rows), Math.Max(Words, other.Words));
}
