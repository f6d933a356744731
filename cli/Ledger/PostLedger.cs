using Engram.Gateway.Posts;

namespace Engram.Cli.Ledger;

/// <summary>What became of posts that were taken: each must have exactly one outcome.</summary>
public sealed record PostLedger
{
    /// <summary>Different ids that were checked.</summary>
    public required int Posts { get; init; }

    public required int Tagged { get; init; }

    public required int Failed { get; init; }

    /// <summary>Without an outcome yet.</summary>
    public required IReadOnlyList<string> Pending { get; init; }

    /// <summary>Taken, and not there any more.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>With more than one outcome.</summary>
    public required IReadOnlyList<string> Duplicated { get; init; }

    public bool IsBalanced => Pending.Count == 0 && Lost.Count == 0 && Duplicated.Count == 0;

    /// <summary>Compares the ids that were taken with the posts that are there.</summary>
    public static async Task<PostLedger> CheckAsync(IEnumerable<string> takenIds, IAsyncEnumerable<PostResource> posts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var outcomes = takenIds.Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => new List<PostState>(), StringComparer.Ordinal);
        await foreach (var post in posts.WithCancellation(cancellationToken))
        {
            if (outcomes.TryGetValue(post.Id, out var states))
                states.Add(post.State);
        }

        IReadOnlyList<string> IdsWhere(Func<List<PostState>, bool> holds) => [.. outcomes.Where(outcome => holds(outcome.Value)).Select(outcome => outcome.Key)];
        return new PostLedger
        {
            Posts = outcomes.Count,
            Tagged = IdsWhere(states => states is [PostState.Tagged]).Count,
            Failed = IdsWhere(states => states is [PostState.Failed]).Count,
            Pending = IdsWhere(states => states is [not (PostState.Tagged or PostState.Failed)]),
            Lost = IdsWhere(states => states.Count == 0),
            Duplicated = IdsWhere(states => states.Count > 1),
        };
    }
}
