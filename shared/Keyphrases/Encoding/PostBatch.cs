namespace Engram.Keyphrases.Encoding;

/// <summary>
/// The inputs of a keyphrase model for B posts; the longest has T tokens, the most regions of one post is R. All row-major.
/// </summary>
public sealed record PostBatch
{
    /// <summary>B.</summary>
    public required int Posts { get; init; }

    /// <summary>T: tokens of the longest post.</summary>
    public required int LongestPost { get; init; }

    /// <summary>R: most regions of a post; 1 when no post has any, so that no dimension is empty.</summary>
    public required int MostRegions { get; init; }

    /// <summary>[B, T], 0 = padding.</summary>
    public required long[] Tokens { get; init; }

    /// <summary>[B], each 1 to T.</summary>
    public required int[] TokenLengths { get; init; }

    /// <summary>[B, T], 1 = a token.</summary>
    public required float[] TokenMask { get; init; }

    /// <summary>[B, T], 0 = padding.</summary>
    public required long[] CopyIds { get; init; }

    /// <summary>[B, 5], 0 = none.</summary>
    public required long[] Attributes { get; init; }

    /// <summary>[B, 5], 1 = present.</summary>
    public required float[] AttributeMask { get; init; }

    /// <summary>[B, R, C], zeros where absent; empty when the model reads no regions.</summary>
    public required float[] Regions { get; init; }

    /// <summary>[B, R], 1 = present; empty when the model reads no regions.</summary>
    public required float[] RegionMask { get; init; }

    /// <summary>Batches posts, padding each to the longest.</summary>
    /// <param name="posts">At least one.</param>
    /// <param name="channels">C; null when the model reads no regions.</param>
    public static PostBatch Of(IReadOnlyList<PostEncoding> posts, int? channels)
    {
        ArgumentNullException.ThrowIfNull(posts);
        ArgumentOutOfRangeException.ThrowIfZero(posts.Count);
        const int A = KeyphraseInterface.Attributes;
        var (B, T, C) = (posts.Count, posts.Max(post => post.Tokens.Length), channels ?? 0);
        var R = channels is null ? 0 : Math.Max(1, posts.Max(post => post.Regions.Length) / C);
        var batch = new PostBatch
        {
            Posts = B,
            LongestPost = T,
            MostRegions = R,
            Tokens = new long[B * T],
            TokenLengths = new int[B],
            TokenMask = new float[B * T],
            CopyIds = new long[B * T],
            Attributes = new long[B * A],
            AttributeMask = new float[B * A],
            Regions = new float[B * R * C],
            RegionMask = new float[B * R],
        };
        for (var row = 0; row < B; row++)
        {
            var post = posts[row];
            post.Tokens.CopyTo(batch.Tokens, row * T);
            post.CopyIds.CopyTo(batch.CopyIds, row * T);
            batch.TokenLengths[row] = post.Tokens.Length;
            batch.TokenMask.AsSpan(row * T, post.Tokens.Length).Fill(1);
            post.Attributes.CopyTo(batch.Attributes, row * A);
            batch.AttributeMask.AsSpan(row * A, post.Attributes.Length).Fill(1);
            if (!post.Regions.IsEmpty)
            {
                post.Regions.Span.CopyTo(batch.Regions.AsSpan(row * R * C));
                batch.RegionMask.AsSpan(row * R, post.Regions.Length / C).Fill(1);
            }
        }

        return batch;
    }
}
