using Engram.Gateway.Posts;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Data;

/// <summary>Makes the moments of posts.</summary>
public sealed class Moments(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time)
{
    public async Task<Moment> NowAsync(CancellationToken cancellationToken)
    {
        var set = await NeighbourSet.FindAsync(db, options.Value, cancellationToken);
        return new Moment(time.GetUtcNow(), db, options.Value) { NeighbourSetId = set };
    }
}
