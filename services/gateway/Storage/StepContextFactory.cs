using Engram.Gateway.Posts;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Storage;

/// <summary>Creates step contexts.</summary>
public sealed class StepContextFactory(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time)
{
    // In microseconds, as PostgreSQL keeps time: what was just made looks like what is read again.
    public StepContext Now()
    {
        var now = time.GetUtcNow();
        return new(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), db, options.Value);
    }

    /// <summary>Creates the context of a step of a post, with the memory sets that the options name.</summary>
    public async Task<StepContext> NowOfPostAsync(CancellationToken cancellationToken)
    {
        var neighbours = await PostSets.FindAsync(db, options.Value.NeighbourSet, cancellationToken);
        var remembering = await PostSets.FindAsync(db, options.Value.RememberPosts, cancellationToken);
        return Now() with { NeighbourSetId = neighbours?.Id, RememberingSet = remembering?.Definition };
    }
}
