using Engram.Delivery;
using Engram.Gateway.Api;
using Engram.Gateway.Consumers;
using Engram.Gateway.Data;
using Engram.Gateway.Pictures;
using Engram.Gateway.Posts;
using Engram.Gateway.Results;
using Engram.ServiceDefaults;
using MassTransit;

namespace Engram.Gateway;

/// <summary>What a host needs to run this service.</summary>
public static class GatewayService
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddBlobStore();
        builder.AddDelivery<GatewayDb>();
        builder.Services.AddCheckedOptions<GatewayOptions>(GatewayOptions.SectionName);
        builder.Services.AddCheckedOptions<PictureFetchOptions>(PictureFetchOptions.SectionName);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services.AddOpenApi();

        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddSingleton<PictureGate>();
        builder.Services.AddSingleton<PictureFetcher>();
        builder.Services.AddSingleton<ResultWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ResultWatch>());
        builder.Services.AddSingleton<PostStream>();
        builder.Services.AddScoped<PostStore>();
        builder.Services.AddScoped<PostMail>();
        return builder;
    }

    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<ImageTextRecognizedConsumer, ImageTextRecognizedConsumerDefinition>();
        bus.AddConsumer<ImageFeaturesExtractedConsumer, ImageFeaturesExtractedConsumerDefinition>();
        bus.AddConsumer<ImageRejectedConsumer, ImageRejectedConsumerDefinition>();
        bus.AddConsumer<KeyphrasesPredictedConsumer, KeyphrasesPredictedConsumerDefinition>();
        bus.AddConsumer<KeyphrasesRejectedConsumer, KeyphrasesRejectedConsumerDefinition>();
    }

    /// <summary>Maps the front door: <c>/v1</c> and its description at <c>/openapi/v1.json</c>.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var api = app.MapGroup("").AddEndpointFilter<ProblemFilter>();
        api.MapPosts();
        app.MapOpenApi();
        return app;
    }
}
