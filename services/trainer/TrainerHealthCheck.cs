using Engram.Training.Torch;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Trainer;

/// <summary>Degraded, not unhealthy, if the bridge to libtorch is missing: runs fail with the reason, everything else works.</summary>
internal sealed class TrainerHealthCheck : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(TorchBridge.UnavailableReason is { } reason ? HealthCheckResult.Degraded(reason) : HealthCheckResult.Healthy());
}
