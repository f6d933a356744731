using Engram.ModelStore.Sessions;
using Microsoft.Extensions.Options;

namespace Engram.VisionFeatures;

/// <summary>Has the model loaded before the first picture comes: one that can't be used stops the host at its start.</summary>
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

/// <summary>The device of this service; inference chooses its own, and both may live in one process.</summary>
/// <param name="Device">The device.</param>
public sealed record VisionDevice(ExecutionDevice Device);
