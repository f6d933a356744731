using Engram.ModelStore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Inference.ModelHosting;

/// <summary>Degraded while the repository holds unusable packages; lists their names and the reasons.</summary>
public sealed class ModelPackagesHealthCheck(ModelRepository repository) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var damaged = repository.ListDamaged();
        return Task.FromResult(damaged.Count == 0
            ? HealthCheckResult.Healthy("Every model package has a valid manifest.")
            : HealthCheckResult.Degraded($"Skipped: {string.Join(" ", damaged.Select(package => $"{package.Id}: {package.Reason}"))}"));
    }
}
