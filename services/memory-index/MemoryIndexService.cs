using MassTransit;

namespace Engram.MemoryIndex;

/// <summary>What a host needs to run this service.</summary>
public static class MemoryIndexService
{
    public static WebApplicationBuilder AddMemoryIndex(this WebApplicationBuilder builder) => builder;

    public static void AddMemoryIndexConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
    }
}
