using Engram.Gateway.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>The memory set of tagged posts that vote for the keyphrases of new ones.</summary>
public static class NeighbourSet
{
    /// <summary>The set that the option names; null when it names none, or one that is not there.</summary>
    public static async Task<Guid?> FindAsync(GatewayDb db, GatewayOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(options);
        return options.NeighbourSet.Length == 0
            ? null
            : await db.MemorySets.Where(set => set.Name == options.NeighbourSet && set.DeletedAt == null).Select(set => (Guid?)set.Id).SingleOrDefaultAsync(cancellationToken);
    }
}

/// <summary>Degraded while the option names a set that is not there: posts are tagged, but without neighbours.</summary>
internal sealed class NeighbourSetHealthCheck(IServiceScopeFactory scopes, IOptions<GatewayOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var name = options.Value.NeighbourSet;
        if (name.Length == 0)
            return HealthCheckResult.Healthy("Posts are tagged without neighbours.");
        await using var scope = scopes.CreateAsyncScope();
        return await NeighbourSet.FindAsync(scope.ServiceProvider.GetRequiredService<GatewayDb>(), options.Value, cancellationToken) is not null
            ? HealthCheckResult.Healthy($"Posts of the memory set '{name}' vote.")
            : HealthCheckResult.Degraded($"There is no memory set '{name}' ({GatewayOptions.SectionName}:{nameof(GatewayOptions.NeighbourSet)}); posts are tagged without neighbours.");
    }
}
