using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Engram.Benchmarks.EndToEnd;

/// <summary>
/// The least that keeps the same promises for a post without a picture, written with Npgsql and RabbitMQ.Client alone: the post and its
/// request are stored in one transaction, a relay publishes requests with confirms, a stand-in for the model answers before it
/// acknowledges, and the result is stored before its message is acknowledged. Every step takes what there is, up to a limit.
/// </summary>
internal sealed class MinimalPipeline(string database, string broker) : IAsyncDisposable
{
    private const int PostsPerTransaction = 64;
    private const int PostsPerMessage = 32;
    private const int Prefetch = 8;
    private const string Requests = "minimal-requests";
    private const string Results = "minimal-results";

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(database + ";Max Auto Prepare=20;Auto Prepare Min Usages=2");
    private IConnection? _connection;
    private int _left;
    private TaskCompletionSource _done = new();

    public async Task PrepareAsync()
    {
        await using (var command = _database.CreateCommand(
            """
            create schema minimal;
            create table minimal.posts (id uuid primary key, text text not null, state text not null, keyphrases json);
            create table minimal.outbox (id bigint generated always as identity primary key, post_id uuid not null, body text not null);
            """))
            await command.ExecuteNonQueryAsync();
        _connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using (var channel = await _connection.CreateChannelAsync())
        {
            foreach (var queue in (string[])[Requests, Results])
                await channel.QueueDeclareAsync(
                    queue, durable: true, exclusive: false, autoDelete: false,
                    new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        }

        await ConsumeAsync(Requests, AnswerAsync);
        await ConsumeAsync(Results, StoreResultsAsync);
    }

    /// <summary>Takes posts, and waits until the result of each is stored.</summary>
    public async Task RunAsync(IReadOnlyList<string> texts)
    {
        _left = texts.Count;
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var relay = RelayAsync(stop.Token);
        foreach (var group in texts.Chunk(PostsPerTransaction))
            await AcceptAsync(group);
        await _done.Task;
        await stop.CancelAsync();
        await relay;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task AcceptAsync(string[] texts)
    {
        Guid[] ids = [.. texts.Select(_ => Guid.CreateVersion7())];
        string[] bodies = [.. texts.Zip(ids, (text, id) => JsonSerializer.Serialize(new Request(id, text)))];
        await using var connection = await _database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("insert into minimal.posts (id, text, state) select id, text, 'predicting' from unnest($1, $2) as posts (id, text)")
                {
                    Parameters = { new() { Value = ids }, new() { Value = texts } },
                },
                new("insert into minimal.outbox (post_id, body) select id, body from unnest($1, $2) as requests (id, body)")
                {
                    Parameters = { new() { Value = ids }, new() { Value = bodies } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private async Task RelayAsync(CancellationToken cancellationToken)
    {
        await using var channel = await ConfirmingChannelAsync();
        while (!cancellationToken.IsCancellationRequested)
        {
            await using var connection = await _database.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var (ids, bodies) = (new List<long>(), new List<string>());
            await using (
                var select = new NpgsqlCommand(
                    "select id, body from minimal.outbox order by id limit 256 for update skip locked", connection))
            await using (var reader = await select.ExecuteReaderAsync(CancellationToken.None))
            {
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    ids.Add(reader.GetInt64(0));
                    bodies.Add(reader.GetString(1));
                }
            }

            foreach (var message in bodies.Chunk(PostsPerMessage))
                await PublishAsync(channel, Requests, message);
            if (ids.Count == 0)
            {
                await Task.Delay(5, CancellationToken.None);
                continue;
            }

            await using (
                var delete = new NpgsqlCommand(
                    "delete from minimal.outbox where id = any($1)", connection) { Parameters = { new() { Value = ids } } })
                await delete.ExecuteNonQueryAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    private static async Task AnswerAsync(IChannel answers, string[] messages) =>
        await PublishAsync(answers, Results, [.. messages.Select(message =>
            JsonSerializer.Serialize(new Answer(JsonSerializer.Deserialize<Request>(message)!.PostId, ["a phrase", "another"])))]);

    private async Task StoreResultsAsync(IChannel channel, string[] messages)
    {
        Answer[] answers = [.. messages.Select(message => JsonSerializer.Deserialize<Answer>(message)!)];
        await using var command = _database.CreateCommand(
            """
            update minimal.posts set state = 'tagged', keyphrases = results.keyphrases::json
            from unnest($1, $2) as results (id, keyphrases) where posts.id = results.id and state = 'predicting'
            """);
        command.Parameters.Add(new() { Value = answers.Select(answer => answer.PostId).ToArray() });
        command.Parameters.Add(new() { Value = answers.Select(answer => JsonSerializer.Serialize(answer.Keyphrases)).ToArray() });
        if (Interlocked.Add(ref _left, -await command.ExecuteNonQueryAsync()) == 0)
            _done.TrySetResult();
    }

    private async Task ConsumeAsync(string queue, Func<IChannel, string[], Task> handle)
    {
        var channel = await ConfirmingChannelAsync();
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await handle(channel, JsonSerializer.Deserialize<string[]>(delivery.Body.Span)!);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }

    private Task<IChannel> ConfirmingChannelAsync() => _connection!.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));

    private static ValueTask PublishAsync(IChannel channel, string queue, string[] messages) => channel.BasicPublishAsync(
        "", queue, mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent },
        JsonSerializer.SerializeToUtf8Bytes(messages));

    private sealed record Request(Guid PostId, string Text);

    private sealed record Answer(Guid PostId, string[] Keyphrases);
}
