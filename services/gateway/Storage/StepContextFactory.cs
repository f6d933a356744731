using Engram.Gateway.Posts;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Storage;

/// <summary>Makes moments.</summary>
public sealed class StepContextFactory(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time)
{
    public StepContext Now() => new(time.GetUtcNow(), db, options.Value);

    /// <summary>The moment of a post, which the memory sets that options name take part in.</summary>
    public async Task<StepContext> NowOfPostAsync(CancellationToken cancellationToken)
    {
        var neighbours = await PostSets.FindAsync(db, options.Value.NeighbourSet, cancellationToken);
        var remembering = await PostSets.FindAsync(db, options.Value.RememberPosts, cancellationToken);
        return Now() with { NeighbourSetId = neighbours?.Id, RememberingSet = remembering?.Definition };
    }
}
