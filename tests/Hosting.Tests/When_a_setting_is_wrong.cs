using Engram.Messaging.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Hosting.Tests;

/// <summary>Validation of messaging options at startup.</summary>
public sealed class When_a_setting_is_wrong
{
    [Fact]
    public async Task Should_stop_at_start_and_name_every_one()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Messaging:Transport"] = "InMemory",
            ["Messaging:PrefetchMessages"] = "0",
            ["Messaging:MaxOutage"] = "02:00:00",
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddMessaging(_ => { });
        await using var app = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(nameof(MessagingOptions.PrefetchMessages), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(MessagingOptions.MaxOutage), refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("the broker")]
    [InlineData("/var/lib/rabbitmq")]
    [InlineData("http://localhost:15672/")]
    public void Should_say_how_to_name_a_broker(string? broker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:RabbitMq"] = broker;
        builder.AddServiceDefaults();
        builder.AddMessaging(_ => { });
        using var app = (IDisposable)builder.Build();

        var refusal = Assert.Throws<OptionsValidationException>(() => ((WebApplication)app).Services.GetService(typeof(MassTransit.IBus)));

        Assert.Contains("ConnectionStrings__RabbitMq", refusal.Message, StringComparison.Ordinal);
    }
}
