using System.Diagnostics;
using Engram.Hosting;
using Engram.Messaging.Bus;
using Engram.Messaging.Database;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Messaging.Outbox;

/// <summary>Publishes the outbox of <typeparamref name="TContext"/>: locks a batch of rows, publishes with confirms, deletes, commits. A
/// crash at any point leaves the rows for a retry with the same message ids, so the inbox recognizes duplicates.</summary>
internal sealed class OutboxDispatcher<TContext>(
    NpgsqlDataSource database, DirectDatabase direct, IBusControl bus, BoundedPublisher publisher, IOptions<DeliveryOptions> options,
    IOptions<MessagingOptions> messaging, ILogger<OutboxDispatcher<TContext>> logger) : BackgroundService
    where TContext : DeliveryDbContext, ISchemaOwner
{
    private static readonly ActivitySource Activities = new("Engram.Messaging");

    private readonly DeliveryOptions _options = options.Value;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RetryLoop.RunAsync(
            DispatchAsync, _options.PollInterval, fault => Log.OutboxInterrupted(logger, TContext.Schema, fault), stoppingToken);

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        // The in-memory transport silently drops messages published before its queues exist.
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        await using var listener = await direct.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen outbox_{TContext.Schema}", listener))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        while (true)
        {
            while (await PublishBatchAsync(cancellationToken) == _options.OutboxBatchMessages)
            {
            }

            await listener.WaitAsync(_options.PollInterval, cancellationToken);
        }
    }

    private async Task<int> PublishBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var batch = await LockBatchAsync(connection, cancellationToken);
        if (batch.Count == 0)
            return 0;

        var (published, returned) = await PublishAsync(batch, cancellationToken);
        await DeleteAsync(connection, published, cancellationToken);
        if (returned.Count > 0)
            await PostponeAsync(connection, returned, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch.Count;
    }

    /// <summary>Publishes messages, bundled where they may be, a limited number of publishes at a time.</summary>
    private async Task<(List<long> Published, List<long> Returned)> PublishAsync(
        List<OutboxMessage> batch, CancellationToken cancellationToken)
    {
        var (published, returned) = (new List<long>(), new List<long>());
        var bundles = Bundles.Pack(batch, message => ContractJson.TypeOf(message.Type), message => message.Body.Length, messaging.Value);
        foreach (var wave in bundles.Chunk(_options.OutboxPublishesAtOnce))
        {
            // A publish that times out fails the batch: the rollback frees the rows, and a late copy carries the same message id, or is a
            // bundle of messages that may be handled twice.
            var isPublished = await Task.WhenAll(wave.Select(bundle => PublishAsync(bundle, cancellationToken)));
            foreach (var (bundle, isTaken) in wave.Zip(isPublished))
                (isTaken ? published : returned).AddRange(bundle.Select(message => message.Id));
        }

        return (published, returned);
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, List<long> published, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand($"delete from {TContext.Schema}.outbox where id = any($1)", connection);
        delete.Parameters.Add(new NpgsqlParameter { Value = published });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    // Returned messages go to the end of the queue: one whose consumer does not exist yet holds up no other.
    private async Task PostponeAsync(NpgsqlConnection connection, List<long> returned, CancellationToken cancellationToken)
    {
        await using var postpone = new NpgsqlCommand(
            $"update {TContext.Schema}.outbox set due_at = clock_timestamp() + $2 where id = any($1)", connection);
        postpone.Parameters.Add(new NpgsqlParameter { Value = returned });
        postpone.Parameters.Add(new NpgsqlParameter { Value = _options.ReturnedRetryInterval });
        await postpone.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<OutboxMessage>> LockBatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand(
            $"""
             select id, message_id, type, body, trace_parent from {TContext.Schema}.outbox
             where due_at not between now() and now() + $2 order by due_at, id limit $1 for update skip locked
             """, connection);
        select.Parameters.Add(new NpgsqlParameter { Value = _options.OutboxBatchMessages });
        // No message is postponed by more than this: a later due_at means that the database's clock was set back.
        select.Parameters.Add(new NpgsqlParameter { Value = _options.ReturnedRetryInterval });
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var batch = new List<OutboxMessage>();
        while (await reader.ReadAsync(cancellationToken))
            batch.Add(new OutboxMessage
            {
                Id = reader.GetInt64(0),
                MessageId = reader.GetGuid(1),
                Type = reader.GetString(2),
                Body = reader.GetString(3),
                TraceParent = reader.IsDBNull(4) ? null : reader.GetString(4),
            });
        return batch;
    }

    /// <summary>Publishes one message, or several as a bundle; false when the broker returned it because no queue takes it.</summary>
    private async Task<bool> PublishAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var first = messages[0];
        // The publish joins the trace of the work that enqueued the message, not the dispatcher's own. A bundle joins that of its first one
        // and is linked with the others'.
        using var activity = Activities.StartActivity(
            ActivityKind.Internal, ContextOf(first), name: "outbox publish",
            links: messages.Skip(1).Select(ContextOf).Where(context => context != default).Select(context => new ActivityLink(context)));
        var contract = Bundles.Of(
            ContractJson.TypeOf(first.Type), [.. messages.Select(message => ContractJson.Read(message.Type, message.Body))]);
        try
        {
            await publisher.PublishAsync(
                contract, _options.PublishTimeout, messages.Count == 1 ? first.MessageId : null, cancellationToken);
            return true;
        }
        catch (MessageReturnedException)
        {
            Log.MessageReturned(logger, first.Type, _options.ReturnedRetryInterval);
            return false;
        }
    }

    private static ActivityContext ContextOf(OutboxMessage message) =>
        ActivityContext.TryParse(message.TraceParent, traceState: null, out var context) ? context : default;
}
