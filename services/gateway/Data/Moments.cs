using Engram.Gateway.Posts;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Data;

/// <summary>Makes the moments of posts.</summary>
public sealed class Moments(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time)
{
    public async Task<Moment> NowAsync(CancellationToken cancellationToken)
    {
        var neighbours = await PostSets.FindAsync(db, options.Value.NeighbourSet, cancellationToken);
        var remembering = await PostSets.FindAsync(db, options.Value.RememberPosts, cancellationToken);
        return new Moment(time.GetUtcNow(), db, options.Value) { NeighbourSetId = neighbours?.Id, RememberingSet = remembering?.Definition };
    }
}
