using Engram.Contracts.Models;
using Engram.Delivery.Inbox;
using Engram.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engram.Delivery.Tests;

/// <summary>The smallest service with a schema of its own: each TrainModel it receives becomes one row and one ModelTrainingFailed.</summary>
internal sealed class SampleService : IAsyncDisposable
{
    private SampleService(WebApplication app) => App = app;

    public WebApplication App { get; }

    public static async Task<SampleService> StartAsync(string database, string? broker, Action<IBusRegistrationConfigurator>? addConsumers = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Engram"] = database,
            ["ConnectionStrings:RabbitMq"] = broker,
            ["Messaging:Transport"] = broker is null ? "InMemory" : "RabbitMq",
            ["Delivery:PublishTimeout"] = "00:00:02",
            ["Delivery:PollInterval"] = "00:00:00.2",
        });
        builder.AddServiceDefaults();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddDelivery<SampleDb>();
        builder.AddBlobStore();
        builder.Services.AddSingleton<Received>();
        builder.AddMessaging(bus =>
        {
            bus.AddConsumer<TrainModelConsumer, TrainModelConsumerDefinition>();
            bus.AddConsumer<ModelTrainingFailedConsumer>();
            addConsumers?.Invoke(bus);
        });
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return new SampleService(app);
    }

    /// <summary>A bus whose broker dies while it sets up its queues may wait for ever; that is for <c>BusWatch</c>, and not what is tested here.</summary>
    public Task UntilBusIsReadyAsync() => App.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));

    public async Task InTransactionAsync(Func<SampleDb, Task> work, bool commit = true)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SampleDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await work(db);
        await db.SaveChangesAsync();
        if (commit)
            await transaction.CommitAsync();
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = App.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
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

/// <summary>What arrived, and how often the consumer is to fail first.</summary>
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
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrainModelConsumer> consumerConfigurator, IRegistrationContext context) =>
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
