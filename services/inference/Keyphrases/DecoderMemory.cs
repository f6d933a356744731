namespace Engram.Inference.Keyphrases;

/// <summary>The decoder's input for each post at every step. All row-major, B posts first.</summary>
internal sealed record DecoderMemory
{
    /// <summary>h_0, [B, D].</summary>
    public required float[] States { get; init; }

    /// <summary>H, [B, T, D].</summary>
    public required float[] Memory { get; init; }

    /// <summary>W_m H, [B, T, D].</summary>
    public required float[] ProjectedMemory { get; init; }

    /// <summary>[B, T].</summary>
    public required float[] TokenMask { get; init; }

    /// <summary>[B, T].</summary>
    public required long[] CopyIds { get; init; }

    /// <summary>c_fuse, [B, D].</summary>
    public required float[] Fused { get; init; }

    /// <summary>[B, W].</summary>
    public required long[] ClassWords { get; init; }

    /// <summary>[B, W].</summary>
    public required float[] ClassWeights { get; init; }

    /// <summary>Returns the rows of some posts.</summary>
    /// <param name="posts">Positions of the posts to keep, ascending.</param>
    /// <param name="count">B.</param>
    public DecoderMemory Keep(ReadOnlySpan<int> posts, int count) => new()
    {
        States = Rows(States, posts, count),
        Memory = Rows(Memory, posts, count),
        ProjectedMemory = Rows(ProjectedMemory, posts, count),
        TokenMask = Rows(TokenMask, posts, count),
        CopyIds = Rows(CopyIds, posts, count),
        Fused = Rows(Fused, posts, count),
        ClassWords = Rows(ClassWords, posts, count),
        ClassWeights = Rows(ClassWeights, posts, count),
    };

    private static T[] Rows<T>(T[] table, ReadOnlySpan<int> rows, int count)
    {
        var width = table.Length / count;
        var kept = new T[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            table.AsSpan(rows[i] * width, width).CopyTo(kept.AsSpan(i * width));
        return kept;
    }
}
