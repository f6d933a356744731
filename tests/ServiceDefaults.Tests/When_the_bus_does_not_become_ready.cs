using Engram.ServiceDefaults;
using Engram.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Engram.ServiceDefaults.Tests;

public sealed class When_the_bus_does_not_become_ready(RabbitMqFixture rabbit)
{
    private static readonly TimeSpan _maxReconnectTime = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Should_end_the_service_when_the_broker_takes_connections()
    {
        await using var app = await StartAsync(rabbit.Server.Uri.Replace("guest:guest", "guest:not-the-password", StringComparison.Ordinal));

        await Eventually.HoldsAsync(() => app.Lifetime.ApplicationStopping.IsCancellationRequested, "the service ended");

        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Should_wait_for_a_broker_that_is_away()
    {
        await using var app = await StartAsync($"amqp://guest:guest@127.0.0.1:{PrivateServers.FreePort.Find(1)[0]}/");

        await Task.Delay(3 * _maxReconnectTime, TestContext.Current.CancellationToken);

        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Should_let_a_service_live_whose_bus_is_ready()
    {
        await using var app = await StartAsync(rabbit.Server.Uri);

        await Task.Delay(3 * _maxReconnectTime, TestContext.Current.CancellationToken);

        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        var health = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<WebApplication> StartAsync(string broker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:RabbitMq"] = broker,
            ["Messaging:MaxReconnectTime"] = _maxReconnectTime.ToString(),
        });
        builder.AddServiceDefaults();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddMessaging(_ => { });
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
