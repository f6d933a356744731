using MassTransit;

namespace Engram.Ocr;

/// <summary>What a host needs to run this service.</summary>
public static class OcrService
{
    public static WebApplicationBuilder AddOcr(this WebApplicationBuilder builder) => builder;

    public static void AddOcrConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
    }
}
