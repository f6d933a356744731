using System.Text.Json;
using Engram.Contracts.Keyphrases;
using Engram.DevServers;
using Engram.Hosting;
using Engram.Messaging.Bus;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Engram.Benchmarks;

/// <summary>Sends messages of about 1 KB through a quorum queue and receives them. Limit: raw RabbitMQ.Client.</summary>
internal sealed class BusBench : IStageBench
{
    private const int Messages = 1_000;
    private const int InFlight = 128;
    private const string RawQueue = "bench-raw";

    private static readonly PredictKeyphrases Message = new()
    {
        CommandId = Guid.NewGuid(),
        PostId = Guid.NewGuid(),
        Text = string.Join(' ', Enumerable.Repeat("benchmark", 80)),
        Attributes = ["dog", "cat", "person", "car", "kite"],
    };

    private readonly Countdown _received = new();
    private PrivateRabbitMq? _broker;
    private WebApplication? _app;
    private IConnection? _connection;
    private IChannel? _publisher;
    private IChannel? _consumer;

    public string Stage => "bus";

    public string Unit => "messages";

    public string Limit => "raw RabbitMQ.Client";

    public async Task<string?> PrepareAsync()
    {
        _broker = await PrivateRabbitMq.StartTemporaryAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:RabbitMq"] = _broker.Uri;
        builder.Configuration["Messaging:PrefetchMessages"] = InFlight.ToString(System.Globalization.CultureInfo.InvariantCulture);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_received);
        builder.AddMessaging(bus => bus.AddConsumer<CountingConsumer>());
        _app = builder.Build();
        await _app.StartAsync();
        // Wait for the queue: the broker returns a message that it cannot route to a queue.
        await _app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));

        _connection = await new ConnectionFactory { Uri = new Uri(_broker.Uri) }.CreateConnectionAsync();
        _publisher = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        _consumer = await _connection.CreateChannelAsync();
        await _consumer.QueueDeclareAsync(
            RawQueue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await _consumer.BasicQosAsync(0, InFlight, global: false);
        var deliveries = new AsyncEventingBasicConsumer(_consumer);
        deliveries.ReceivedAsync += async (_, delivery) =>
        {
            await _consumer.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            _received.Signal();
        };
        await _consumer.BasicConsumeAsync(RawQueue, autoAck: false, deliveries);
        return null;
    }

    public async Task<int> RunOursAsync()
    {
        var bus = _app!.Services.GetRequiredService<IBus>();
        await PublishAllAsync(() => bus.Publish(Message));
        return Messages;
    }

    public async Task<int> RunLimitAsync()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Message);
        var persistent = new BasicProperties { DeliveryMode = DeliveryModes.Persistent };
        await PublishAllAsync(() => _publisher!.BasicPublishAsync("", RawQueue, mandatory: true, persistent, body).AsTask());
        return Messages;
    }

    private async Task PublishAllAsync(Func<Task> publish)
    {
        var done = _received.Expect(Messages);
        using var slots = new SemaphoreSlim(InFlight);
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(async _ =>
        {
            await slots.WaitAsync();
            try
            {
                await publish();
            }
            finally
            {
                slots.Release();
            }
        }));
        await done;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_broker is not null)
            await _broker.DisposeAsync();
    }

    internal sealed class Countdown
    {
        private int _left;
        private TaskCompletionSource _done = new();

        public Task Expect(int count)
        {
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _left = count;
            return _done.Task;
        }

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _done.TrySetResult();
        }
    }

    internal sealed class CountingConsumer(Countdown received) : IConsumer<PredictKeyphrases>
    {
        public Task Consume(ConsumeContext<PredictKeyphrases> context)
        {
            received.Signal();
            return Task.CompletedTask;
        }
    }
}
