using Engram.Blobs;
using Engram.Contracts.Models;
using Engram.Messaging.Inbox;
using Engram.ServiceTestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Messaging.Tests;

/// <summary>A minimal service with its own schema: it turns each TrainModel into one row and one ModelTrainingFailed.</summary>
internal sealed class SampleService : ServiceHost
{
    private SampleService(
        string database, string? broker, Action<IBusRegistrationConfigurator>? addConsumers, params (string, string)[] settings)
        : base(
            database,
            [
                ("Delivery:PublishTimeout", "00:00:02"),
                ("Delivery:PollInterval", "00:00:00.2"),
                ("Delivery:InboxSweepInterval", "00:00:00.2"),
                .. settings,
                .. broker is null ? (IEnumerable<(string, string)>)[]
                    : [("ConnectionStrings:RabbitMq", broker), ("Messaging:Transport", "RabbitMq")],
            ],
            builder =>
            {
                builder.AddDelivery<SampleDb>();
                builder.AddBlobStore();
                builder.Services.AddSingleton<Received>();
            },
            bus =>
            {
                bus.AddConsumer<TrainModelConsumer, TrainModelConsumerDefinition>();
                bus.AddConsumer<ModelTrainingFailedConsumer>();
                addConsumers?.Invoke(bus);
            })
    {
    }

    public static Task<SampleService> StartAsync(
        string database, string? broker, Action<IBusRegistrationConfigurator>? addConsumers = null) =>
        StartAsync(() => new SampleService(database, broker, addConsumers));

    public static Task<SampleService> StartAsync(string database, params (string, string)[] settings) =>
        StartAsync(() => new SampleService(database, broker: null, addConsumers: null, settings));

    public Received Received => Of<Received>();

    /// <summary>Waits for the bus, because a bus whose broker dies while the queues are declared may hang forever. <c>BusWatchdog</c>
    /// handles that case, which is not tested here.</summary>
    public Task UntilBusIsReadyAsync() => Of<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));

    public async Task InTransactionAsync(Func<SampleDb, Task> work, bool commit = true)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SampleDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await work(db);
        await db.SaveChangesAsync();
        if (commit)
            await transaction.CommitAsync();
    }

    public static TrainModel NewCommand() => new() { RunId = Guid.NewGuid(), Kind = "kv-memnn", Name = "sample", Experiment = "{}" };
}

internal sealed class SampleDb(DbContextOptions<SampleDb> options) : DeliveryDbContext(options, Schema), ISchemaOwner
{
    public static string Schema => "sample";

    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Effect>(effect =>
        {
            effect.ToTable("effects");
            effect.Property(e => e.Id).HasColumnName("id");
            effect.Property(e => e.RunId).HasColumnName("run_id");
        });
    }
}

internal sealed class Effect
{
    public long Id { get; init; }

    public required Guid RunId { get; init; }
}

internal sealed class SampleInbox<TMessage>(SampleDb db) : InboxFilter<TMessage>(db, SampleDb.Schema)
    where TMessage : class;

/// <summary>The messages that arrived, and the number of failures that the consumer still has to simulate.</summary>
internal sealed class Received
{
    private int _failuresLeft;

    public System.Collections.Concurrent.ConcurrentQueue<(Guid MessageId, Guid RunId)> Messages { get; } = new();

    public void FailNext(int times) => _failuresLeft = times;

    public bool TakeFailure() => Interlocked.Decrement(ref _failuresLeft) >= 0;
}

internal sealed class TrainModelConsumer(SampleDb db, Received received) : IConsumer<TrainModel>
{
    public Task Consume(ConsumeContext<TrainModel> context)
    {
        db.Effects.Add(new Effect { RunId = context.Message.RunId });
        db.Enqueue(new ModelTrainingFailed { RunId = context.Message.RunId, Name = "sample", Reason = "a sample trains nothing" });
        return received.TakeFailure() ? throw new InvalidOperationException("told to fail") : Task.CompletedTask;
    }
}

internal sealed class TrainModelConsumerDefinition : ConsumerDefinition<TrainModelConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrainModelConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(SampleInbox<>), context);
}

internal sealed class ModelTrainingFailedConsumer(Received received) : IConsumer<ModelTrainingFailed>
{
    public Task Consume(ConsumeContext<ModelTrainingFailed> context)
    {
        received.Messages.Enqueue((context.MessageId!.Value, context.Message.RunId));
        return Task.CompletedTask;
    }
}
