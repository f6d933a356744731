using Engram.ApiContracts.Sources;
using Engram.Gateway.Storage;
using Engram.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Sources;

/// <summary>Follows each active source in a task of its own, so that they do not disturb each other. Every gateway tries to follow every
/// source; a lease lets only one gateway follow each.</summary>
internal sealed class SourceService(
    IServiceProvider services, IServiceScopeFactory scopes, SourceWake wake, IOptions<SourcesOptions> options,
    ILogger<SourceService> logger)
    : BackgroundService
{
    // How often to look for changes that were made through another gateway.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, RunningSource> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RetryLoop.RunAsync(LookAfterAsync, Interval, fault => Log.SourcesInterrupted(logger, fault), stoppingToken);
        foreach (var running in _running.Values)
            await running.DisposeAsync();
    }

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<SourceCatalogue>().TakeOptionsAsync(options.Value.Sources, cancellationToken);
        while (true)
        {
            await ReconcileAsync(await WantedAsync(cancellationToken));
            await wake.WaitAsync(Interval, cancellationToken);
        }
    }

    private async Task<Dictionary<string, long>> WantedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<GatewayDb>().Sources.Where(source => source.State == SourceState.Following)
            .ToDictionaryAsync(source => source.Name, source => source.Edition, cancellationToken);
    }

    private async Task ReconcileAsync(Dictionary<string, long> wanted)
    {
        foreach (var (name, running) in _running.ToList())
        {
            if (wanted.GetValueOrDefault(name) == running.Edition)
                continue;
            _running.Remove(name);
            await running.DisposeAsync();
        }

        foreach (var (name, edition) in wanted.Where(source => !_running.ContainsKey(source.Key)))
            _running[name] = new RunningSource(edition, ActivatorUtilities.CreateInstance<SourceFollower>(services, name, edition));
    }

    private sealed class RunningSource : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _following;

        public RunningSource(long edition, SourceFollower follower)
        {
            Edition = edition;
            _following = Task.Run(() => follower.RunAsync(_stopping.Token));
        }

        public long Edition { get; }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stopping.Dispose();
        }
    }
}
