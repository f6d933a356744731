using MassTransit;

namespace Engram.Inference;

/// <summary>What a host needs to run this service.</summary>
public static class InferenceService
{
    public static WebApplicationBuilder AddInference(this WebApplicationBuilder builder) => builder;

    public static void AddInferenceConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
    }
}
