using Engram.ModelStore.Sessions;
using Microsoft.Extensions.Options;

namespace Engram.VisionFeatures;

/// <summary>Loads the model before the first picture arrives, so that an unusable model fails the start of the host.</summary>
public sealed class VisionModelStart(
    VisionModel model, VisionDevice device, IOptions<VisionFeaturesOptions> options, ILogger<VisionModelStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (device.Device.FallbackReason is { } reason)
            Log.DeviceFallback(logger, reason);
        Log.ModelLoaded(logger, model.Id, device.Device.Name, model.Channels, options.Value.ObjectThreshold, model.AttributeModel);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The device of this service. Inference chooses its own, and both may run in one process.</summary>
/// <param name="Device">The device.</param>
public sealed record VisionDevice(ExecutionDevice Device);
