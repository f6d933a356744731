namespace Engram.ModelPackage.Keyphrases;

/// <summary>A post as ids and features, ready to share a batch with others.</summary>
public sealed record EncodedPost
{
    /// <summary>Ids of the post's tokens, then of <c>&lt;sep&gt;</c> and the picture's words where there are any; one at least.</summary>
    public required long[] Tokens { get; init; }

    /// <summary>Ids of the attribute words, at most five.</summary>
    public required long[] Attributes { get; init; }

    /// <summary>Row-major [49, channels]; empty when there is no picture.</summary>
    public required ReadOnlyMemory<float> Grid { get; init; }
}
