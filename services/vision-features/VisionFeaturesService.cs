using Engram.Blobs;
using Engram.Hosting;
using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.VisionFeatures.Consumers;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.VisionFeatures;

/// <summary>Registers this service in a host.</summary>
public static class VisionFeaturesService
{
    public static WebApplicationBuilder AddVisionFeatures(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddBlobStore();
        var services = builder.Services;
        services.AddCheckedOptions<ModelsOptions>(ModelsOptions.SectionName);
        services.AddCheckedOptions<VisionFeaturesOptions>(VisionFeaturesOptions.SectionName);
        services.AddPictureDecoder();
        services.AddSingleton(
            provider => new VisionDevice(ExecutionDevice.Choose(provider.GetRequiredService<IOptions<VisionFeaturesOptions>>().Value)));
        services.AddSingleton(provider => VisionModelFactory.Open(
            new ModelRepository(provider.GetRequiredService<IOptions<ModelsOptions>>().Value.Directory),
            provider.GetRequiredService<VisionDevice>().Device,
            provider.GetRequiredService<PictureDecoder>(),
            provider.GetRequiredService<IOptions<VisionFeaturesOptions>>().Value));
        services.AddHostedService<VisionModelStart>();
        services.AddSingleton<VisionMetrics>();
        services.AddSingleton<PictureReader>();
        services.AddHealthChecks().AddCheck<VisionModelHealthCheck>("vision-model");
        return builder;
    }

    public static void AddVisionFeaturesConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<ImageReceivedConsumer, ImageReceivedConsumerDefinition>();
    }
}
