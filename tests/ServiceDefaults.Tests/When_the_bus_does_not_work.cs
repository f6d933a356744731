using Engram.PrivateServers;
using Engram.ServiceDefaults;
using Engram.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Engram.ServiceDefaults.Tests;

public sealed class When_the_bus_does_not_work(RabbitMqFixture rabbit)
{
    private static readonly TimeSpan MaxReconnectTime = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Should_end_the_service_when_the_broker_takes_connections()
    {
        await using var app = await StartAsync(rabbit.Uri.Replace("guest:guest", "guest:not-the-password", StringComparison.Ordinal));

        await ShouldEndAsync(app);
    }

    [Fact]
    public async Task Should_wait_for_a_broker_that_is_away()
    {
        await using var app = await StartAsync($"amqp://guest:guest@127.0.0.1:{PrivateServers.FreePort.Find(1)[0]}/");

        await Task.Delay(3 * MaxReconnectTime, TestContext.Current.CancellationToken);

        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Should_let_a_service_live_whose_bus_is_ready()
    {
        await using var app = await StartAsync(rabbit.Uri);

        await Task.Delay(3 * MaxReconnectTime, TestContext.Current.CancellationToken);

        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Should_end_the_service_when_a_message_in_hand_hides_from_the_bus_that_the_broker_died()
    {
        await using var broker = await PrivateRabbitMq.StartTemporaryAsync(TestContext.Current.CancellationToken);
        await using var app = await StartAsync(broker.Uri, bus => bus.AddConsumer<NeverSettles>());
        var bus = app.Services.GetRequiredService<IBusControl>();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));
        await bus.Publish(new CommandNobodySettles(), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => NeverSettles.InHand > 0, "the message is in hand");

        await broker.CrashAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await HealthAsync(app) == HealthStatus.Unhealthy, "the service says that it is not ready");
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await broker.RestartAsync(TestContext.Current.CancellationToken);
        await ShouldEndAsync(app);
    }

    [Fact]
    public async Task Should_end_the_service_when_a_connected_broker_confirms_nothing()
    {
        await using var broker = await PrivateRabbitMq.StartTemporaryAsync(TestContext.Current.CancellationToken);
        await using var app = await StartAsync(broker.Uri);
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TestContext.Current.CancellationToken);
        var publisher = app.Services.GetRequiredService<BoundedPublisher>();
        Task PublishAsync() => publisher.PublishAsync(new CommandNobodySettles(), TimeSpan.FromMilliseconds(500), messageId: null, TestContext.Current.CancellationToken);
        await PublishAsync();

        broker.Halt();
        try
        {
            await Assert.ThrowsAsync<TimeoutException>(PublishAsync);
            await Assert.ThrowsAsync<TimeoutException>(PublishAsync);
            Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(app));
            while (!app.Lifetime.ApplicationStopping.IsCancellationRequested)
                await Assert.ThrowsAsync<TimeoutException>(PublishAsync).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            await ShouldEndAsync(app);
        }
        finally
        {
            broker.Resume();
        }
    }

    [Fact]
    public async Task Should_let_a_service_live_whose_broker_takes_no_messages()
    {
        await using var broker = await PrivateRabbitMq.StartTemporaryAsync(TestContext.Current.CancellationToken);
        await using var app = await StartAsync(broker.Uri);
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TestContext.Current.CancellationToken);
        var publisher = app.Services.GetRequiredService<BoundedPublisher>();
        Task PublishAsync() => publisher.PublishAsync(new CommandNobodySettles(), TimeSpan.FromMilliseconds(500), messageId: null, TestContext.Current.CancellationToken);
        await PublishAsync();

        await broker.LimitDiskAsync("1000000GB", TestContext.Current.CancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < 5 * MaxReconnectTime)
            await Assert.ThrowsAsync<TimeoutException>(PublishAsync);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(app));
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);

        await broker.LimitDiskAsync("1MB", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(IsPublishedAsync, "the broker takes messages again");
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await app.StopAsync(TestContext.Current.CancellationToken);

        async Task<bool> IsPublishedAsync()
        {
            try
            {
                await PublishAsync();
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
        await app.WaitForShutdownAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }

    private static async Task<HealthStatus> HealthAsync(WebApplication app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Status;

    private static async Task<WebApplication> StartAsync(string broker, Action<IBusRegistrationConfigurator>? addConsumers = null)
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
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private sealed record CommandNobodySettles;

    private sealed class NeverSettles : IConsumer<CommandNobodySettles>
    {
        private static int _inHand;

        public static int InHand => _inHand;

        // Longer than the test waits for anything, and not for ever, so that it can fail.
        public Task Consume(ConsumeContext<CommandNobodySettles> context)
        {
            Interlocked.Increment(ref _inHand);
            return Task.Delay(TimeSpan.FromMinutes(2), CancellationToken.None);
        }
    }
}
