using Engram.Gateway;
using Engram.Inference;
using Engram.MemoryIndex;
using Engram.Messaging.Bus;
using Engram.Ocr;
using Engram.Trainer;
using Engram.VisionFeatures;
using MassTransit;

namespace Engram.Standalone;

/// <summary>All services, for a host that runs them in one process.</summary>
public static class StandaloneService
{
    public static WebApplicationBuilder AddStandalone(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration[$"{MessagingOptions.SectionName}:{nameof(MessagingOptions.Transport)}"] = nameof(MessagingTransport.InMemory);
        return builder.AddGateway().AddOcr().AddVisionFeatures().AddMemoryIndex().AddInference().AddTrainer();
    }

    public static void AddStandaloneConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddGatewayConsumers();
        bus.AddOcrConsumers();
        bus.AddVisionFeaturesConsumers();
        bus.AddMemoryIndexConsumers();
        bus.AddInferenceConsumers();
        bus.AddTrainerConsumers();
    }
}
