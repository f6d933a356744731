using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Results;

/// <summary>Degraded while results are polled because notifications do not arrive.</summary>
internal sealed class ResultsHealthCheck(ResultWatch results, IOptions<GatewayOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(results.IsDeaf
            ? HealthCheckResult.Degraded(
                "Notifications of PostgreSQL do not arrive; waiting requests look for their results every "
                + $"{options.Value.ResultPollInterval.TotalSeconds:0.##} s. "
                + "Behind a pooler, name a direct connection with ConnectionStrings__Notifications.")
            : HealthCheckResult.Healthy("Waiting requests are told of their results."));
}
