using Engram.Contracts.Models;
using Engram.Hosting;
using Engram.TestKit;
using MassTransit;

namespace Engram.Messaging.Tests;

/// <summary>What <c>/metrics</c> says of queues and outboxes.</summary>
[Collection(SharesQueues.Name)]
public sealed class When_messaging_is_measured(PostgresFixture postgres, RabbitMqFixture broker)
{
    [Fact]
    public async Task Should_count_what_waits_and_what_could_not_be_handled()
    {
        await using var service = await StartAsync();
        await service.InTransactionAsync(db =>
        {
            db.Enqueue(SampleService.NewCommand());
            return Task.CompletedTask;
        });
        var queue = await service.Of<IBus>().GetSendEndpoint(new Uri("exchange:train-model"));
        await queue.Send(new Stranger("nobody knows me"), TestContext.Current.CancellationToken);

        await UntilSaidAsync(service, "engram_queue_consumers", least: 1, "queue=\"train-model\"");
        await UntilSaidAsync(service, "engram_queue_wait_seconds_count", least: 1, "queue=\"train-model\"");
        await UntilSaidAsync(service, "engram_dead_letters", least: 1, "queue=\"train-model\"", "kind=\"skipped\"");
        await UntilSaidAsync(service, "engram_outbox_messages", least: 0, "schema=\"sample\"");
    }

    [Fact]
    public async Task Should_tell_the_age_of_an_outbox_that_nobody_empties()
    {
        await using var service = await StartAsync();
        await service.InTransactionAsync(db =>
        {
            // No service handles it here, so the broker returns it.
            db.Enqueue(new CancelTraining { RunId = Guid.NewGuid(), Name = "sample" });
            return Task.CompletedTask;
        });

        await UntilSaidAsync(service, "engram_outbox_messages", least: 1, "schema=\"sample\"");
    }

    private async Task<SampleService> StartAsync() => await SampleService.StartAsync(
        await postgres.CreateDatabaseAsync(), ("ConnectionStrings:RabbitMq", broker.Uri), ("Messaging:Transport", "RabbitMq"),
        ("Telemetry:SampleInterval", "00:00:00.1"), ("Telemetry:MetricsCacheTime", "00:00:00"));

    /// <summary>Waits until a metric with these labels has at least this value.</summary>
    private static Task UntilSaidAsync(SampleService service, string metric, double least, params string[] labels) =>
        Eventually.HoldsAsync(async () => (
            await service.Http.GetStringAsync(HealthPaths.Metrics, TestContext.Current.CancellationToken)).Split('\n')
            .Any(line => line.StartsWith(metric + "{", StringComparison.Ordinal)
                && labels.All(label => line.Contains(label, StringComparison.Ordinal))
                && double.Parse(line.Split("} ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) >= least),
        $"{metric} with {string.Join(',', labels)} is at least {least}");
}

/// <summary>A message of a type that no service takes.</summary>
public sealed record Stranger(string Text);
