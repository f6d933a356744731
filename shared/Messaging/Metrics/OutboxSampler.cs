using Engram.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Messaging.Metrics;

/// <summary>Counts the outbox of <typeparamref name="TContext"/> at an interval.</summary>
internal sealed class OutboxSampler<TContext>(
    NpgsqlDataSource database, MessagingMetrics metrics, IOptions<TelemetryOptions> options, TimeProvider time,
    ILogger<OutboxSampler<TContext>> logger) : BackgroundService
    where TContext : DeliveryDbContext, ISchemaOwner
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RetryLoop.RunAsync(
            SampleAsync, options.Value.SampleInterval, fault => Log.OutboxNotCounted(logger, TContext.Schema, fault), stoppingToken);

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.SampleInterval, time);
        do
        {
            metrics.Counted(TContext.Schema, await CountAsync(cancellationToken));
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<OutboxCount> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
             select count(*), coalesce(extract(epoch from now() - min(due_at)), 0)::float8
             from (select due_at from {TContext.Schema}.outbox order by due_at limit $1) as waiting
             """);
        command.Parameters.Add(new NpgsqlParameter { Value = MessagingMetrics.MostOutboxMessages });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new OutboxCount(reader.GetInt64(0), Math.Max(0, reader.GetDouble(1)));
    }
}
