using Engram.ModelStore.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Inference.ModelHosting;

/// <summary>Healthy if the promoted version serves on the configured device; degraded, with the reason, if an older version or the CPU
/// serves instead.</summary>
public sealed class ModelHealthCheck<TModel>(
    HotSwapModel<TModel> slot, [FromKeyedServices(InferenceOptions.SectionName)] ExecutionDevice device)
    : IHealthCheck
    where TModel : class, IServedModel
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (slot.Package is not { } package)
            return Task.FromResult(HealthCheckResult.Unhealthy($"No version of model '{slot.Name}' is loaded."));

        var data = new Dictionary<string, object> { ["model"] = package.Id, ["device"] = device.Name };
        string?[] troubles =
        [
            slot.Refusal is { } reason ? $"The promoted version was refused, {package.Id} goes on serving: {reason}" : null,
            device.FallbackReason,
        ];
        var trouble = string.Join(' ', troubles.Where(one => one is not null));
        return Task.FromResult(trouble.Length == 0
            ? HealthCheckResult.Healthy($"{package.Id} serves on {device.Name}.", data)
            : HealthCheckResult.Degraded(trouble, data: data));
    }
}
