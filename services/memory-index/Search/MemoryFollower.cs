using Engram.Hosting;
using Engram.MemoryIndex.Storage;
using Engram.Messaging;
using Engram.Messaging.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.MemoryIndex.Search;

/// <summary>Keeps this replica's indexes up to date with PostgreSQL: loads all sets at start-up, and refreshes them on each change
/// notification, after a lost connection, and every <see cref="MemoryIndexOptions.PollInterval"/>.</summary>
public sealed class MemoryFollower(
    MemorySets sets, DirectDatabase database, IOptions<MemoryIndexOptions> options, ILogger<MemoryFollower> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RetryLoop.RunAsync(
        FollowAsync, options.Value.ReconnectInterval, fault =>
            Log.FollowingInterrupted(logger, options.Value.ReconnectInterval, fault), stoppingToken);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var listener = await database.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {MemoryDb.ChangedChannel}", listener))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        // Listen before the first refresh, so that no change is missed in between.
        while (true)
        {
            await sets.RefreshAllAsync(cancellationToken);
            await listener.WaitAsync(options.Value.PollInterval, cancellationToken);
        }
    }
}
