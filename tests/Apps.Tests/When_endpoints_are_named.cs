using Engram.Messaging.DeadLetters;
using Engram.Standalone;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Apps.Tests;

/// <summary>The list of queues that <c>engram deadletters</c> knows.</summary>
public sealed class When_endpoints_are_named
{
    [Fact]
    public async Task Should_be_those_that_the_services_register()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            bus.DisableUsageTelemetry();
            bus.AddConfigureEndpointsCallback((_, queue, _) => names.Add(queue));
            bus.AddStandaloneConsumers();
            bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
        });
        await using var provider = services.BuildServiceProvider();
        // Resolving the bus configures it and calls the callback for each queue. The bus is never started.
        provider.GetRequiredService<IBusControl>();

        Assert.Equal(names, Endpoints.Names);
    }
}
