using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.VisionFeatures;

/// <summary>Healthy if pictures are read on the configured device; degraded, with the reason, if the CPU replaces a GPU.</summary>
public sealed class VisionModelHealthCheck(VisionModel model, VisionDevice device) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data =
            new Dictionary<string, object> { ["model"] = model.Id, ["attributeModel"] = model.AttributeModel ?? "none",
                ["device"] = model.Device };
        return Task.FromResult(device.Device.FallbackReason is { } reason
            ? HealthCheckResult.Degraded(reason, data: data)
            : HealthCheckResult.Healthy($"{model.Id} reads pictures on {model.Device}.", data));
    }
}
