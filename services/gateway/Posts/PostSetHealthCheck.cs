using Engram.Gateway.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Degraded while an option names a memory set that does not exist: posts are tagged, but without
/// neighbors or without being added to a set.</summary>
internal abstract class PostSetHealthCheck(IServiceScopeFactory scopes, string option, string name, string without, string with)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (name.Length == 0)
            return HealthCheckResult.Healthy($"Posts are tagged without {without}.");
        await using var scope = scopes.CreateAsyncScope();
        return await PostSets.FindAsync(scope.ServiceProvider.GetRequiredService<GatewayDb>(), name, cancellationToken) is not null
            ? HealthCheckResult.Healthy($"Posts {with} the memory set '{name}'.")
            : HealthCheckResult.Degraded(
                $"There is no memory set '{name}' ({GatewayOptions.SectionName}:{option}); posts are tagged without {without}.");
    }
}

internal sealed class NeighbourSetHealthCheck(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : PostSetHealthCheck(scopes, nameof(GatewayOptions.NeighbourSet), options.Value.NeighbourSet, "neighbours", "have neighbours in");

internal sealed class RememberingSetHealthCheck(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : PostSetHealthCheck(
        scopes, nameof(GatewayOptions.RememberPosts), options.Value.RememberPosts, "being remembered", "become memories of");
