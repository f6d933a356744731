using Engram.ApiContracts;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Gateway.Sources;

/// <summary>Degraded while a source is refused or has lost its connection, and for 10 minutes after a gap.</summary>
internal sealed class SourcesHealthCheck(IServiceScopeFactory scopes, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan GapIsNews = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var sources = await scope.ServiceProvider.GetRequiredService<GatewayDb>().Sources.AsNoTracking()
            .OrderBy(source => source.Name).ToListAsync(cancellationToken);
        var faults = sources.Select(FaultOf).OfType<string>().ToList();
        return faults.Count == 0
            ? HealthCheckResult.Healthy($"{sources.Count(source => source.State == SourceState.Following)} sources are followed.")
            : HealthCheckResult.Degraded(string.Join(' ', faults));
    }

    private string? FaultOf(Source source)
    {
        var now = time.GetUtcNow();
        return source.StateAt(now) switch
        {
            SourceState.Refused => $"Source '{source.Name}' is refused: {source.Fault}",
            SourceState.Reconnecting => $"Source '{source.Name}' lost its connection: {source.Fault}",
            SourceState.Following when source.Gaps is [.., var gap] && now - gap.NoticedAt < GapIsNews =>
                $"Source '{source.Name}' has a gap: {gap.Reason}",
            _ => null,
        };
    }
}
