namespace Engram.ModelPackage.Keyphrases;

/// <summary>The inputs of a keyphrase tagger for B posts, the longest of T tokens; all row-major.</summary>
public sealed record TaggerBatch
{
    public required int Posts { get; init; }

    /// <summary>T: tokens of the longest post.</summary>
    public required int LongestPost { get; init; }

    /// <summary>[B, T], 0 = padding.</summary>
    public required long[] Tokens { get; init; }

    /// <summary>[B], each 1 to T.</summary>
    public required int[] TokenLengths { get; init; }

    /// <summary>[B, 5], 0 = none.</summary>
    public required long[] Attributes { get; init; }

    /// <summary>[B, 5], 1 = present.</summary>
    public required float[] AttributeMask { get; init; }

    /// <summary>[B, 49, C], zeros where absent.</summary>
    public required float[] Grid { get; init; }

    /// <summary>[B, 49], 1 = present.</summary>
    public required float[] GridMask { get; init; }

    /// <summary>Puts posts together, each padded to the longest.</summary>
    public static TaggerBatch Of(IReadOnlyList<EncodedPost> posts, int channels)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentOutOfRangeException.ThrowIfZero(posts.Count);
        const int A = TaggerInterface.Attributes;
        const int R = TaggerInterface.Regions;
        var longest = posts.Max(post => post.Tokens.Length);
        var batch = new TaggerBatch
        {
            Posts = posts.Count,
            LongestPost = longest,
            Tokens = new long[posts.Count * longest],
            TokenLengths = new int[posts.Count],
            Attributes = new long[posts.Count * A],
            AttributeMask = new float[posts.Count * A],
            Grid = new float[posts.Count * R * channels],
            GridMask = new float[posts.Count * R],
        };
        for (var row = 0; row < posts.Count; row++)
        {
            var post = posts[row];
            post.Tokens.CopyTo(batch.Tokens, row * longest);
            batch.TokenLengths[row] = post.Tokens.Length;
            post.Attributes.CopyTo(batch.Attributes, row * A);
            batch.AttributeMask.AsSpan(row * A, post.Attributes.Length).Fill(1);
            if (!post.Grid.IsEmpty)
            {
                post.Grid.Span.CopyTo(batch.Grid.AsSpan(row * R * channels, R * channels));
                batch.GridMask.AsSpan(row * R, R).Fill(1);
            }
        }

        return batch;
    }
}
