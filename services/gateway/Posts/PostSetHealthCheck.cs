using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Degraded while an option names a set that does not exist: posts are tagged, but without what the set is for.</summary>
internal abstract class PostSetHealthCheck(
    IServiceScopeFactory scopes, string option, string name, string without, string with, string kind = "memory set") : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (name.Length == 0)
            return HealthCheckResult.Healthy($"Posts are tagged without {without}.");
        await using var scope = scopes.CreateAsyncScope();
        return await ExistsAsync(scope.ServiceProvider.GetRequiredService<GatewayDb>(), name, cancellationToken)
            ? HealthCheckResult.Healthy($"Posts {with} the {kind} '{name}'.")
            : HealthCheckResult.Degraded(
                $"There is no {kind} '{name}' ({GatewayOptions.SectionName}:{option}); posts are tagged without {without}.");
    }

    protected virtual async Task<bool> ExistsAsync(GatewayDb db, string name, CancellationToken cancellationToken) =>
        await PostSets.FindAsync(db, name, cancellationToken) is not null;
}

internal sealed class NeighbourSetHealthCheck(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : PostSetHealthCheck(scopes, nameof(GatewayOptions.NeighbourSet), options.Value.NeighbourSet, "neighbours", "have neighbours in");

internal sealed class RememberingSetHealthCheck(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : PostSetHealthCheck(
        scopes, nameof(GatewayOptions.RememberPosts), options.Value.RememberPosts, "being remembered", "become memories of");

internal sealed class AuthorSetHealthCheck(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : PostSetHealthCheck(
        scopes, nameof(GatewayOptions.RememberAuthors), options.Value.RememberAuthors, "becoming events of their authors",
        "become events of their authors in", "sequence set")
{
    protected override Task<bool> ExistsAsync(GatewayDb db, string name, CancellationToken cancellationToken) =>
        db.SequenceSets.AnyAsync(set => set.Name == name, cancellationToken);
}
