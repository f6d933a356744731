using Engram.Standalone;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Cli.DeadLetters;

/// <summary>The queues that the services consume from, by the same rules that name them when a service starts.</summary>
public static class Endpoints
{
    /// <summary>Returns every service's queue names in alphabetical order.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync()
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
        // A bus that is built is configured, and names its queues; it is never started.
        provider.GetRequiredService<IBusControl>();
        return [.. names];
    }
}
