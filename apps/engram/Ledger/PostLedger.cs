using Engram.ApiContracts.Posts;

namespace Engram.Cli.Ledger;

/// <summary>Outcomes of accepted posts.</summary>
public sealed record PostLedger : TakenLedger
{
    /// <summary>Number of distinct ids checked.</summary>
    public required int Posts { get; init; }

    public required int Tagged { get; init; }

    public required int Failed { get; init; }

    /// <summary>Compares accepted ids with the posts that exist.</summary>
    public static async Task<PostLedger> CheckAsync(
        IEnumerable<string> takenIds, IAsyncEnumerable<PostResource> posts, CancellationToken cancellationToken)
    {
        var outcomes = await Outcomes<PostState>.CollectAsync(
            takenIds, posts.Select(post => (post.Id, post.State)), [PostState.Tagged, PostState.Failed], cancellationToken);
        return new PostLedger
        {
            Posts = outcomes.Ids,
            Tagged = outcomes.Count(PostState.Tagged),
            Failed = outcomes.Count(PostState.Failed),
            Pending = outcomes.Pending,
            Lost = outcomes.Lost,
            Duplicated = outcomes.Duplicated,
        };
    }
}
