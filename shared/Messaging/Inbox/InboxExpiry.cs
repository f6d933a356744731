using Engram.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Messaging.Inbox;

/// <summary>Deletes ids from the inbox of <typeparamref name="TContext"/> that are older than any duplicate still to come.</summary>
internal sealed class InboxExpiry<TContext>(
    NpgsqlDataSource database, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<InboxExpiry<TContext>> logger)
    : BackgroundService
    where TContext : DeliveryDbContext, ISchemaOwner
{
    // Batches keep locks short when a long outage has left many rows.
    private const int BatchRows = 10_000;

    private readonly DeliveryOptions _options = options.Value;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RetryLoop.RunAsync(
            SweepAsync, _options.InboxSweepInterval, fault => Log.InboxInterrupted(logger, TContext.Schema, fault), stoppingToken);

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.InboxSweepInterval, time);
        do
        {
            while (await ForgetBatchAsync(cancellationToken) == BatchRows)
            {
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<int> ForgetBatchAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
             delete from {TContext.Schema}.inbox where ctid = any(array(
                 select ctid from {TContext.Schema}.inbox where handled_at < now() - $1 limit $2 for update skip locked))
             """);
        command.CommandTimeout = (int)_options.WorkTimeout.TotalSeconds;
        command.Parameters.Add(new NpgsqlParameter { Value = _options.InboxRetention });
        command.Parameters.Add(new NpgsqlParameter { Value = BatchRows });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
