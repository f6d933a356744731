using MassTransit;

namespace Engram.Gateway;

/// <summary>What a host needs to run this service.</summary>
public static class GatewayService
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder) => builder;

    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
    }
}
