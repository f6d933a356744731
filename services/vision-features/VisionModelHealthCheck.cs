using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.VisionFeatures;

/// <summary>Healthy when pictures are read where they should be; degraded, with the reason, when the CPU stands in for a GPU.</summary>
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
