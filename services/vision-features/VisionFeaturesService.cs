using MassTransit;

namespace Engram.VisionFeatures;

/// <summary>What a host needs to run this service.</summary>
public static class VisionFeaturesService
{
    public static WebApplicationBuilder AddVisionFeatures(this WebApplicationBuilder builder) => builder;

    public static void AddVisionFeaturesConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
    }
}
