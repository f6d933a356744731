using Engram.Gateway.Posts;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Data;

/// <summary>Makes moments.</summary>
public sealed class Moments(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time)
{
    public Moment Now() => new(time.GetUtcNow(), db, options.Value);

    /// <summary>The moment of a post, which the memory sets that options name take part in.</summary>
    public async Task<Moment> NowOfPostAsync(CancellationToken cancellationToken)
    {
        var neighbours = await PostSets.FindAsync(db, options.Value.NeighbourSet, cancellationToken);
        var remembering = await PostSets.FindAsync(db, options.Value.RememberPosts, cancellationToken);
        return Now() with { NeighbourSetId = neighbours?.Id, RememberingSet = remembering?.Definition };
    }
}
