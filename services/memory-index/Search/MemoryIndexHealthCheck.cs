using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.MemoryIndex.Search;

/// <summary>Healthy once every memory set has been loaded.</summary>
internal sealed class MemoryIndexHealthCheck(MemorySets sets, MemoryIndexMetrics metrics) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var indexes = sets.Indexes;
        var data = new Dictionary<string, object>
        {
            ["sets"] = indexes.Count,
            ["memories"] = indexes.Sum(index => index.Memories),
            ["epochs"] = indexes.Sum(index => index.Epoch),
            ["bytes"] = indexes.Sum(index => index.Bytes),
            ["postsWithoutSet"] = metrics.PostsWithoutSet,
            ["lagSeconds"] = sets.Lag.TotalSeconds,
        };
        return Task.FromResult(sets.IsLoaded
            ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Unhealthy("The memory index is still being loaded from PostgreSQL.", data: data));
    }
}
