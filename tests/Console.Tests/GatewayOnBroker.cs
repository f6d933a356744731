using System.Text;
using Engram.Gateway.Tests;
using Engram.TestKit;
using RabbitMQ.Client;

namespace Engram.Console.Tests;

/// <summary>A gateway with a real broker and API keys. Nothing consumes from the queues of the other services: what is replayed stays
/// there.</summary>
public sealed class GatewayOnBroker(RunningConsole console) : IAsyncLifetime
{
    public const string Writer = "writer-0123456789";
    public const string Admin = "admin-0123456789";

    private readonly RabbitMqFixture _broker = new();
    private GatewayHost? _gateway;
    private IConnection? _connection;

    public GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The fixture has not been started.");

    public async ValueTask InitializeAsync()
    {
        await _broker.InitializeAsync();
        _connection = await new ConnectionFactory { Uri = new Uri(_broker.Uri) }.CreateConnectionAsync();
        _gateway = await console.StartGatewayAsync(
            ("Messaging:Transport", "RabbitMq"), ("ConnectionStrings:RabbitMq", _broker.Uri),
            ("Listening:ApiKeys:0", Writer + " write"), ("Listening:ApiKeys:1", Admin));
    }

    /// <summary>Declares a service's queue and its queue of dead letters; disposing the result deletes them.</summary>
    public async Task<KeptQueue> TakeQueueAsync(string name)
    {
        // With confirms: a message that was put lies in its queue.
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var queue = new KeptQueue(name, await _connection!.CreateChannelAsync(confirming));
        await queue.DeclareAsync();
        return queue;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();
        await _broker.DisposeAsync();
    }
}

/// <summary>The queue of a service that does not run, with its dead letters.</summary>
public sealed class KeptQueue(string name, IChannel channel) : IAsyncDisposable
{
    private string[] All => [Name, Name + "_error", Name + "_discarded"];

    public string Name => name;

    public async Task DeclareAsync()
    {
        foreach (var queue in All[..2])
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
    }

    /// <summary>Puts a message among the dead letters, as a consumer does.</summary>
    public Task KeepAsync(string messageId, string body, string exception, string stackTrace) => channel.BasicPublishAsync(
        "", Name + "_error", mandatory: true,
        new BasicProperties
        {
            MessageId = messageId,
            Persistent = true,
            Headers = new Dictionary<string, object?>
            {
                ["MT-Fault-Message"] = "The picture bit back.",
                ["MT-Fault-Timestamp"] = "2026-11-30T12:00:00.0000000Z",
                ["MT-Fault-ExceptionType"] = exception,
                ["MT-Fault-StackTrace"] = stackTrace,
                ["sender"] = "engram",
            },
        },
        Encoding.UTF8.GetBytes(body)).AsTask();

    /// <summary>Puts a message into the service's queue.</summary>
    public Task SendAsync(string body) =>
        channel.BasicPublishAsync("", Name, mandatory: true, new BasicProperties(), Encoding.UTF8.GetBytes(body)).AsTask();

    /// <summary>Waits for a message that came back to the service's queue.</summary>
    public Task<BasicGetResult> NextAsync() => TakeAsync(Name);

    /// <summary>Waits for a discarded message and returns the reason that it has.</summary>
    public async Task<string> DiscardReasonAsync() => Encoding.UTF8.GetString(
        (byte[])(await TakeAsync(Name + "_discarded")).BasicProperties.Headers!["engram-discard-reason"]!);

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in All)
            await channel.QueueDeleteAsync(queue);
        await channel.DisposeAsync();
    }

    private async Task<BasicGetResult> TakeAsync(string queue)
    {
        BasicGetResult? taken = null;
        await Eventually.HoldsAsync(
            async () => (taken = await channel.BasicGetAsync(queue, autoAck: true)) is not null, $"a message came to {queue}");
        return taken!;
    }
}
