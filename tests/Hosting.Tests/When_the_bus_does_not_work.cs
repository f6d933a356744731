using Engram.DevServers;
using Engram.Messaging.Bus;
using Engram.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Engram.Hosting.Tests;

/// <summary>The bus watchdog, which ends a service whose bus is stuck.</summary>
public sealed class When_the_bus_does_not_work(RabbitMqFixture rabbit)
{
    private static readonly TimeSpan MaxReconnectTime = TimeSpan.FromSeconds(2);

    // Generous: the first publish also opens a channel and declares an exchange, and the machine may be busy.
    private static readonly TimeSpan AmpleTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortTime = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_end_the_service_when_the_broker_takes_connections()
    {
        await using var app = await StartAsync(new UriBuilder(rabbit.Uri) { Password = "not-the-password" }.ToString());

        await ShouldEndAsync(app);
    }

    [Fact]
    public async Task Should_wait_for_a_broker_that_is_away()
    {
        await using var app = await StartAsync($"amqp://guest:guest@127.0.0.1:{DevServers.FreePort.Find(1)[0]}/");

        await Task.Delay(3 * MaxReconnectTime, Cancellation);

        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await app.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Should_let_a_service_live_whose_bus_is_ready()
    {
        await using var app = await StartReadyAsync(rabbit.Uri);

        await Task.Delay(3 * MaxReconnectTime, Cancellation);

        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));
        await app.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Should_end_the_service_when_a_message_in_hand_hides_from_the_bus_that_the_broker_died()
    {
        await using var broker = await PrivateRabbitMq.StartTemporaryAsync(Cancellation);
        await using var app = await StartReadyAsync(broker.Uri, bus => bus.AddConsumer<NeverSettles>());
        await app.Services.GetRequiredService<IBus>().Publish(new CommandNobodySettles(), Cancellation);
        await Eventually.HoldsAsync(() => NeverSettles.InHand > 0, "the message is in hand");

        await broker.CrashAsync(Cancellation);
        await Eventually.HoldsAsync(async () => await HealthAsync(app) == HealthStatus.Unhealthy, "the service says that it is not ready");
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await broker.RestartAsync(Cancellation);
        await ShouldEndAsync(app);
    }

    [Fact]
    public async Task Should_end_the_service_when_a_connected_broker_confirms_nothing()
    {
        await using var broker = await PrivateRabbitMq.StartTemporaryAsync(Cancellation);
        await using var app = await StartReadyAsync(broker.Uri);
        await PublishAsync(app, AmpleTime);

        broker.Halt();
        try
        {
            await Assert.ThrowsAsync<TimeoutException>(() => PublishAsync(app, ShortTime));
            await Assert.ThrowsAsync<TimeoutException>(() => PublishAsync(app, ShortTime));
            Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(app));
            await Eventually.HoldsAsync(IsEndingAsync, "the service ends");
            await ShouldEndAsync(app);
        }
        finally
        {
            broker.Resume();
        }

        async Task<bool> IsEndingAsync()
        {
            Assert.NotNull(await Record.ExceptionAsync(() => PublishAsync(app, ShortTime)));
            return app.Lifetime.ApplicationStopping.IsCancellationRequested;
        }
    }

    [Fact]
    public async Task Should_let_a_service_live_whose_broker_takes_no_messages()
    {
        await using var broker = await PrivateRabbitMq.StartTemporaryAsync(Cancellation);
        await using var app = await StartReadyAsync(broker.Uri);
        await PublishAsync(app, AmpleTime);

        await broker.LimitDiskAsync("1000000GB", Cancellation);
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < 5 * MaxReconnectTime)
            await IsPublishedAsync();
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(app));
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);

        await broker.LimitDiskAsync("1MB", Cancellation);
        await Eventually.HoldsAsync(IsPublishedAsync, "the broker takes messages again");
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await app.StopAsync(Cancellation);

        async Task<bool> IsPublishedAsync()
        {
            try
            {
                await PublishAsync(app, ShortTime);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    private static async Task ShouldEndAsync(WebApplication app)
    {
        await app.WaitForShutdownAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }

    private static async Task<HealthStatus> HealthAsync(WebApplication app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status;

    private static Task PublishAsync(WebApplication app, TimeSpan limit) =>
        app.Services.GetRequiredService<BoundedPublisher>().PublishAsync(new CommandNobodySettles(), limit, messageId: null, Cancellation);

    /// <summary>Starts a service and waits until its buses are connected, without a time limit.</summary>
    private static Task<WebApplication> StartReadyAsync(string broker, Action<IBusRegistrationConfigurator>? addConsumers = null) =>
        StartAsync(broker, addConsumers, waitForBus: true);

    private static async Task<WebApplication> StartAsync(
        string broker, Action<IBusRegistrationConfigurator>? addConsumers = null, bool waitForBus = false)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:RabbitMq"] = broker,
            ["Messaging:MaxReconnectTime"] = MaxReconnectTime.ToString(),
            ["Messaging:MaxUnnoticedLoss"] = "00:00:01",
            ["Messaging:MaxUnconfirmedTime"] = "00:00:02",
        });
        builder.AddServiceDefaults();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddMessaging(bus => addConsumers?.Invoke(bus));
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = waitForBus);
        var app = builder.Build();
        await app.StartAsync(Cancellation);
        return app;
    }

    private sealed record CommandNobodySettles;

    private sealed class NeverSettles : IConsumer<CommandNobodySettles>
    {
        private static int _inHand;

        public static int InHand => _inHand;

        // Longer than any wait of the test, but finite, so that a failing test ends.
        public Task Consume(ConsumeContext<CommandNobodySettles> context)
        {
            Interlocked.Increment(ref _inHand);
            return Task.Delay(TimeSpan.FromMinutes(2), CancellationToken.None);
        }
    }
}
