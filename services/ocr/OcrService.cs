using Engram.Blobs;
using Engram.Hosting;
using Engram.Imaging;
using Engram.Ocr.Consumers;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Ocr;

/// <summary>Registers this service in a host.</summary>
public static class OcrService
{
    public static WebApplicationBuilder AddOcr(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddBlobStore();
        builder.Services.AddPictureDecoder();
        builder.Services.AddCheckedOptions<OcrOptions>(OcrOptions.SectionName);
        builder.Services.AddSingleton(services => TextRecognizers.Create(OptionsOf(services)));
        builder.Services.AddSingleton(services => new PictureReader(
            services.GetRequiredService<PictureDecoder>(), services.GetRequiredService<ITextRecognizer>(), OptionsOf(services)));
        builder.Services.AddSingleton<OcrMetrics>();
        builder.Services.AddHostedService<EngineStart>();
        builder.Services.AddHealthChecks().AddCheck<OcrHealthCheck>("ocr");
        return builder;
    }

    public static void AddOcrConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<ImageReceivedConsumer, ImageReceivedConsumerDefinition>();
    }

    private static OcrOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<OcrOptions>>().Value;
}
