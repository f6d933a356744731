using Engram.MemoryIndex.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.MemoryIndex.Serving;

/// <summary>
/// Keeps the indexes of this replica level with PostgreSQL: loads all sets at the start, looks again at each
/// notification of a change, after a lost connection, and every <see cref="MemoryIndexOptions.PollInterval"/>.
/// </summary>
public sealed class MemoryFollower(
    MemorySets sets, NpgsqlDataSource database, IOptions<MemoryIndexOptions> options, ILogger<MemoryFollower> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowUntilFaultAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.FollowingInterrupted(logger, options.Value.ReconnectInterval, e);
                await Task.Delay(options.Value.ReconnectInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task FollowUntilFaultAsync(CancellationToken cancellationToken)
    {
        await using var listener = await database.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {MemoryDb.ChangedChannel}", listener))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        // Listening begins before the first look, so that no change falls between the two.
        while (true)
        {
            await sets.RefreshAllAsync(cancellationToken);
            await listener.WaitAsync(options.Value.PollInterval, cancellationToken);
        }
    }
}
