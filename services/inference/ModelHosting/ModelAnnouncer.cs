using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Engram.Contracts.Models;
using Engram.Hosting;
using Engram.Inference.Batching;
using Engram.Inference.Questions;
using Engram.Messaging.Bus;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.ModelHosting;

/// <summary>Announces the serving models to the other services with <see cref="ModelLoaded"/>: at once, and again at an interval, so that
/// services that start later learn of them too.</summary>
public sealed class ModelAnnouncer(
    IBusControl bus,
    BoundedPublisher publisher,
    [FromKeyedServices(InferenceOptions.SectionName)] ExecutionDevice device,
    IOptions<InferenceOptions> options,
    IOptions<QuestionOptions> questions,
    IOptions<MessagingOptions> messaging,
    IMeterFactory meters,
    TimeProvider time,
    ILogger<ModelAnnouncer> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, ModelLoaded> _serving = new(StringComparer.Ordinal);
    private TaskCompletionSource _news = NewSignal();

    public void Announce(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        _serving[package.Manifest.Name] = new ModelLoaded
        {
            Name = package.Manifest.Name,
            Version = package.Manifest.Version,
            Kind = package.Manifest.Kind,
            Device = device.Name,
            Instance = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}"),
            LoadedAt = time.GetUtcNow(),
            Metrics = package.Manifest.Metrics,
            HopLimits = ServedMemoryNetwork.HopLimitsOf(package),
            AnswersByDefault = package.Manifest.Name == questions.Value.Model,
        };
        Interlocked.Exchange(ref _news, NewSignal()).SetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        meters.Create(BatchMetrics.MeterName).CreateObservableGauge(
            "engram.models.served", () => _serving.Values.Select(Served), "{model}", "1 for each model that serves, by name and version");
        try
        {
            // Wait for this process's own consumers: they would miss anything published before they are connected.
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
            while (true)
            {
                var news = Volatile.Read(ref _news).Task;
                var pause = await TryPublishAllAsync(stoppingToken) ? options.Value.AnnounceInterval : RetryInterval;
                await Task.WhenAny(news, Task.Delay(pause, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, or never started.
        }
    }

    private async Task<bool> TryPublishAllAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var loaded in _serving.Values)
                await publisher.PublishAsync(loaded, messaging.Value.PublishTimeout, messageId: null, stoppingToken);
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            Log.AnnouncementDelayed(logger, e);
            return false;
        }
    }

    private static Measurement<int> Served(ModelLoaded model) => new(
        1, KeyValuePair.Create<string, object?>("model", model.Name), KeyValuePair.Create<string, object?>("version", model.Version),
        KeyValuePair.Create<string, object?>("device", model.Device));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
