using System.Diagnostics;
using System.Globalization;
using Engram.Contracts.Models;
using Engram.Hosting;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Torch;
using Microsoft.Extensions.Options;

namespace Engram.Trainer.Jobs;

/// <summary>Processes runs, one at a time. While a run trains on its own thread, a heartbeat renews its lease; a worker that loses the
/// lease stops. An interrupted run resumes from its last checkpoint, here or in another replica.</summary>
public sealed class RunWorker(
    IServiceScopeFactory scopes, TrainableKinds kinds, RunData data, TrainerMetrics metrics, IOptions<TrainerOptions> options,
    IOptions<ModelsOptions> models, TimeProvider time, ILogger<RunWorker> logger) : BackgroundService
{
    private readonly string _name = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("N")[..6]}");

    /// <summary>Claims a run and processes it to its end.</summary>
    /// <returns>False if there was none.</returns>
    public async Task<bool> WorkAsync(CancellationToken stopping)
    {
        if (await WithQueueAsync(queue => queue.ClaimAsync(_name, stopping)) is not { } run)
            return false;
        Log.RunClaimed(logger, run.Id, run.Kind, run.Attempts);
        var outcome = run.Attempts > options.Value.MaxAttempts
            ? Failed(run, $"The run was begun {run.Attempts - 1} times and never came to its end; the trainer's log says why.")
            : await TrainAsync(run, stopping);
        if (outcome is not null)
            await EndAsync(run, outcome, stopping);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogLibtorch();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await WorkAsync(stoppingToken))
                    continue;
            }
            catch (Exception e) when (TransientFaults.IsTransient(e))
            {
                Log.QueueAway(logger, e);
            }

            await Task.Delay(options.Value.PollInterval, time, stoppingToken);
        }
    }

    private void LogLibtorch()
    {
        if (TorchBridge.UnavailableReason is { } reason)
            Log.LibtorchMissing(logger, reason);
        else
            Log.LibtorchFound(logger, TorchBridge.Libtorch);
    }

    /// <returns>The message to announce; null if the run continues elsewhere or later.</returns>
    private async Task<object?> TrainAsync(ClaimedRun run, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var progress = new RunProgress();
        using var heart = new CancellationTokenSource();
        var heartbeat = BeatAsync(run, progress, stop, heart.Token);
        var began = time.GetTimestamp();
        try
        {
            var folder = await data.PrepareAsync(run, stop.Token);
            var trained = await Task.Factory.StartNew(
                () => Train(run, folder, progress, stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            metrics.Trained(run.Kind, trained.IsPromoted, time.GetElapsedTime(began));
            Log.RunTrained(logger, run.Id, trained.Model.Id, trained.IsPromoted, string.Join("; ", trained.Objections));
            return new ModelTrained
            {
                RunId = run.Id,
                Name = run.Name,
                Version = trained.Model.Manifest.Version,
                Promoted = trained.IsPromoted,
                Metrics = trained.Model.Manifest.Metrics,
                Objections = trained.Objections,
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await WithQueueAsync(queue => queue.ReleaseAsync(run.Id, _name, CancellationToken.None));
            Log.RunReleased(logger, run.Id);
            return null;
        }
        catch (OperationCanceledException)
        {
            await heart.CancelAsync();
            return await heartbeat == RunHold.Cancelled ? Cancelled(run) : Lost(run);
        }
        catch (Exception e) when (
            e is ExperimentException or TorchException or ParityException or ModelPackageException or InvalidDataException)
        {
            return Failed(run, e.Message);
        }
        catch (Exception e) when (e is not UnreachableException)
        {
            // A fault of ours or of the machine: worth a retry, bounded by MaxAttempts. The lease is left to expire, which spaces the
            // attempts.
            Log.RunBroke(logger, run.Id, run.Attempts, e);
            return null;
        }
        finally
        {
            await heart.CancelAsync();
            await heartbeat;
        }
    }

    private TrainedModel Train(ClaimedRun run, string folder, RunProgress progress, CancellationToken cancellationToken)
    {
        var kind = kinds.Find(run.Kind);
        var command = $"TrainModel {run.Kind} {run.Name} {run.Experiment}";
        var request = new TrainingRequest(run.Name, run.Experiment, folder, command) { Promote = run.Promote };
        return new TrainingRun(kind, new ModelRepository(models.Value.Directory), options.Value.Threads)
            .Execute(request, data.FolderOf(run.Id), resume: true, progress, cancellationToken);
    }

    /// <summary>Renews the lease and reports progress until the work ends, at least three times per lease. Stops the work when the run is
    /// lost or its cancellation is requested.</summary>
    /// <returns>Whether the worker still held the run at the end.</returns>
    private async Task<RunHold> BeatAsync(ClaimedRun run, RunProgress progress, CancellationTokenSource stop, CancellationToken ended)
    {
        var interval = TimeSpan.FromTicks(Math.Min((options.Value.Lease / 3).Ticks, options.Value.ProgressInterval.Ticks));
        var hold = RunHold.Held;
        for (var isOver = false; !isOver && hold != RunHold.Lost;)
        {
            // The last beat comes after the work, to report its final state.
            isOver = ended.IsCancellationRequested;
            try
            {
                hold = await WithQueueAsync(queue => queue.RenewAsync(run.Id, _name, progress, CancellationToken.None));
                if (hold != RunHold.Held)
                    await stop.CancelAsync();
            }
            catch (Exception e) when (TransientFaults.IsTransient(e))
            {
                Log.QueueAway(logger, e);
            }

            await Task.Delay(interval, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return hold;
    }

    /// <summary>Ends a run, and retries while the database is unavailable: hours of work depend on it.</summary>
    private async Task EndAsync(ClaimedRun run, object outcome, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var ended = await WithQueueAsync(queue => outcome switch
                {
                    ModelTrained trained => queue.FinishAsync(trained, _name, stopping),
                    TrainingCancelled cancelled => queue.StopAsync(cancelled, _name, stopping),
                    _ => queue.FailAsync((ModelTrainingFailed)outcome, _name, stopping),
                });
                if (ended)
                    ForgetFiles(run);
                else
                    Log.LeaseLost(logger, run.Id);
                return;
            }
            catch (Exception e) when (TransientFaults.IsTransient(e))
            {
                Log.QueueAway(logger, e);
                await Task.Delay(options.Value.PollInterval, time, stopping);
            }
        }
    }

    private void ForgetFiles(ClaimedRun run)
    {
        try
        {
            data.Forget(run.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.FilesKept(logger, run.Id, e);
        }
    }

    private TrainingCancelled Cancelled(ClaimedRun run)
    {
        metrics.Cancelled(run.Kind);
        Log.RunCancelled(logger, run.Id);
        return new TrainingCancelled { RunId = run.Id, Name = run.Name };
    }

    private object? Lost(ClaimedRun run)
    {
        Log.LeaseLost(logger, run.Id);
        return null;
    }

    private ModelTrainingFailed Failed(ClaimedRun run, string reason)
    {
        metrics.Failed(run.Kind);
        Log.RunFailed(logger, run.Id, reason);
        return new ModelTrainingFailed { RunId = run.Id, Name = run.Name, Reason = reason };
    }

    private async Task<T> WithQueueAsync<T>(Func<RunQueue, Task<T>> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<RunQueue>());
    }

    private async Task WithQueueAsync(Func<RunQueue, Task> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<RunQueue>());
    }
}
