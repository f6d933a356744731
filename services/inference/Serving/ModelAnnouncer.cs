using System.Globalization;
using System.Threading.Channels;
using Engram.Contracts.Models;
using Engram.ModelPackage;
using Engram.ModelServing;
using MassTransit;

namespace Engram.Inference.Serving;

/// <summary>Tells the other services which model serves: <see cref="ModelLoaded"/>, kept until the broker has taken it.</summary>
public sealed class ModelAnnouncer(
    IBus bus, [FromKeyedServices(InferenceOptions.SectionName)] ExecutionDevice device, TimeProvider time, ILogger<ModelAnnouncer> logger)
    : BackgroundService
{
    // A publish that is under way when the broker dies can outlive its token: it is left behind and made again.
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly Channel<ModelLoaded> _unsaid = Channel.CreateUnbounded<ModelLoaded>();

    public void Announce(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        _unsaid.Writer.TryWrite(new ModelLoaded
        {
            Name = package.Manifest.Name,
            Version = package.Manifest.Version,
            Kind = package.Manifest.Kind,
            Device = device.Name,
            Instance = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}"),
            LoadedAt = time.GetUtcNow(),
            Metrics = package.Manifest.Metrics,
        });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var loaded in _unsaid.Reader.ReadAllAsync(stoppingToken))
            {
                while (!await TryPublishAsync(loaded, stoppingToken))
                    await Task.Delay(RetryInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or never got started.
        }
    }

    private async Task<bool> TryPublishAsync(ModelLoaded loaded, CancellationToken stoppingToken)
    {
        try
        {
            await bus.Publish(loaded, stoppingToken).WaitAsync(PublishTimeout, time, stoppingToken);
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            Log.AnnouncementDelayed(logger, loaded.Name, loaded.Version, e.Message);
            return false;
        }
    }
}
