using Engram.ApiContracts;
using Engram.ApiContracts.Trainings;
using Engram.Blobs;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Questions;
using Engram.Contracts.Recommendations;
using Engram.Gateway.Admission;
using Engram.Gateway.Console;
using Engram.Gateway.DeadLetters;
using Engram.Gateway.Events;
using Engram.Gateway.Expiry;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Engram.Gateway.Memories;
using Engram.Gateway.Models;
using Engram.Gateway.Pictures;
using Engram.Gateway.Posts;
using Engram.Gateway.Questions;
using Engram.Gateway.Recommendations;
using Engram.Gateway.Results;
using Engram.Gateway.Sequences;
using Engram.Gateway.Sources;
using Engram.Gateway.Storage;
using Engram.Gateway.Trainings;
using Engram.Gateway.Webhooks;
using Engram.Hosting;
using Engram.Messaging;
using Engram.Streams;
using Engram.Streams.Clients;
using MassTransit;

namespace Engram.Gateway;

/// <summary>Registers the gateway's services, consumers and endpoints with a host.</summary>
public static class GatewayService
{
    private const int MaxWaitingBodyBytes = 128 << 10;

    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddBlobStore();
        builder.AddDelivery<GatewayDb>();
        builder.Services.AddCheckedOptions<GatewayOptions>(GatewayOptions.SectionName);
        builder.Services.AddCheckedOptions<PictureFetchOptions>(PictureFetchOptions.SectionName);
        builder.Services.AddCheckedOptions<AdmissionOptions>(AdmissionOptions.SectionName);
        builder.Services.AddCheckedOptions<DnsOptions>(DnsOptions.SectionName);
        builder.Services.AddCheckedOptions<ImportOptions>(ImportOptions.SectionName);
        builder.Services.AddCheckedOptions<SequenceOptions>(SequenceOptions.SectionName);
        builder.Services.AddCheckedOptions<StreamOptions>("Gateway:Streams");
        builder.Services.AddCheckedOptions<TrainingOptions>(TrainingOptions.SectionName);
        builder.Services.AddCheckedOptions<EventOptions>(EventOptions.SectionName);
        builder.Services.AddCheckedOptions<WebhookOptions>(WebhookOptions.SectionName);
        builder.Services.AddCheckedOptions<DeadLetterOptions>(DeadLetterOptions.SectionName);
        builder.Services.AddCheckedOptions<ConsoleOptions>(ConsoleOptions.SectionName);
        builder.Services.AddCheckedOptions<SourcesOptions>(""); // binds the root: its lists are Sources and SourceTokens
        // Bodies wait in this buffer until they are admitted. With the default of 1 MiB, two hundred of them would take 200 MB.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBufferSize = MaxWaitingBodyBytes);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services.Configure<ProblemDetailsOptions>(problems => problems.CustomizeProblemDetails = Problems.NameGeneral);
        builder.Services.AddOpenApi(OpenApiDescription.Configure);
        builder.Services.AddResponseCompression(compression =>
        {
            // The answers hold no secret beside what a caller sends, so their length gives nothing away. Streams are not compressed: they
            // would wait in the compressor.
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/json", "application/problem+json"];
        });

        builder.Services.AddHealthChecks()
            .AddCheck<AdmissionControl>("admission")
            .AddCheck<NeighbourSetHealthCheck>("neighbours")
            .AddCheck<RememberingSetHealthCheck>("remembered-posts")
            .AddCheck<AuthorSetHealthCheck>("remembered-authors")
            .AddCheck<SourcesHealthCheck>("sources")
            .AddCheck<ResultsHealthCheck>("results");
        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddSingleton<QueueAges>();
        builder.Services.AddHostedService(services => services.GetRequiredService<QueueAges>());
        builder.Services.AddSingleton<CallerQuota>();
        builder.Services.AddSingleton<AdmissionControl>();
        builder.Services.AddSingleton<Backlog>();
        builder.Services.AddSingleton<BlobWriteLimiter>();
        builder.Services.AddSingleton<BlobSweepSchedule>();
        builder.Services.AddSingleton<BytesInHand>();
        builder.Services.AddSingleton<PictureFiles>();
        builder.Services.AddSingleton<HostResolver>();
        builder.Services.AddSingleton<PictureFetcher>();
        builder.Services.AddSingleton<PostUploads>();
        builder.Services.AddScoped<PostIntake>();
        builder.Services.AddSingleton<ResultWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ResultWatch>());
        builder.Services.AddSingleton<CoalescedPosts>();
        builder.Services.AddSingleton<CoalescedQuestions>();
        builder.Services.AddSingleton<CoalescedRecommendations>();
        builder.Services.AddSingleton<PostStream>();
        builder.Services.AddTransient<PlatformStream>();
        builder.Services.AddSingleton<QuestionStream>();
        builder.Services.AddScoped<StepContextFactory>();
        builder.Services.AddScoped<PostStore>();
        builder.Services.AddScoped<PostRemoval>();
        builder.Services.AddScoped<Tombstones>();
        builder.Services.AddScoped<PostSteps>();
        builder.Services.AddScoped<AuthorEvents>();
        builder.Services.AddSingleton(services => new CoalescedSteps<KeyphrasesPredicted>(services, (scope, messages) =>
            scope.GetRequiredService<PostSteps>().ApplyAsync(
                messages, message => message.PostId, (post, message, stepContext) => post.Predicted(message, stepContext),
                CancellationToken.None)));
        builder.Services.AddSingleton(services => new CoalescedSteps<QuestionAnswered>(services, (scope, messages) =>
            scope.GetRequiredService<QuestionStore>().ApplyAsync(
                messages, message => message.QuestionId, (question, message, stepContext) => question.Answer(message, stepContext),
                CancellationToken.None)));
        builder.Services.AddSingleton(services => new CoalescedSteps<QuestionUnanswered>(services, (scope, messages) =>
            scope.GetRequiredService<QuestionStore>().ApplyAsync(
                messages, message => message.QuestionId, (question, message, stepContext) => question.Decline(message, stepContext),
                CancellationToken.None)));
        builder.Services.AddSingleton(services => new CoalescedSteps<ItemsRecommended>(services, (scope, messages) =>
            scope.GetRequiredService<RecommendationStore>().ApplyAsync(
                messages, message => message.RecommendationId, (one, message, stepContext) => one.Recommend(message, stepContext),
                CancellationToken.None)));
        builder.Services.AddSingleton(services => new CoalescedSteps<RecommendationDeclined>(services, (scope, messages) =>
            scope.GetRequiredService<RecommendationStore>().ApplyAsync(
                messages, message => message.RecommendationId, (one, message, stepContext) => one.Decline(message, stepContext),
                CancellationToken.None)));
        builder.Services.AddScoped<QuestionStore>();
        builder.Services.AddScoped<SequenceCatalogue>();
        builder.Services.AddScoped<EventUpload>();
        builder.Services.AddScoped<SequenceEvents>();
        builder.Services.AddScoped<SubjectStore>();
        builder.Services.AddScoped<SubjectHistories>();
        builder.Services.AddScoped<RecommendationStore>();
        builder.Services.AddScoped<IdempotencyKeys>();
        builder.Services.AddScoped<MemoryCatalogue>();
        builder.Services.AddScoped<MemoryImport>();
        builder.Services.AddScoped<KeyedImport>();
        builder.Services.AddScoped<FactChanges>();
        builder.Services.AddScoped<FactListing>();
        builder.Services.AddScoped<ModelCatalogue>();
        builder.Services.AddSingleton<ModelPromotions>();
        builder.Services.AddSingleton<TrainingIntake>();
        builder.Services.AddScoped<TrainingStore>();

        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<EventHub>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventHub>());
        builder.Services.AddSingleton<EventStreams>();
        builder.Services.AddScoped<WebhookCatalogue>();
        builder.Services.AddSingleton<WebhookClient>();
        builder.Services.AddSingleton<WebhookQueue>();
        builder.Services.AddHostedService<WebhookSender>();

        builder.Services.AddSingleton<DeadLetterCatalogue>();
        builder.Services.AddSingleton<ConsoleSessions>();
        builder.Services.AddSingleton<IKeySessions>(services => services.GetRequiredService<ConsoleSessions>());

        builder.Services.AddSingleton(new ReconnectOptions());
        builder.Services.AddSingleton<SourceClients>();
        builder.Services.AddSingleton<SourceWake>();
        builder.Services.AddScoped<SourceCatalogue>();
        builder.Services.AddScoped<EventIntake>();
        builder.Services.AddHostedService<SourceService>();

        builder.Services.AddScoped<IExpiryHandler, PostExpiry>();
        builder.Services.AddScoped<IExpiryHandler, TombstoneExpiry>();
        builder.Services.AddScoped<IExpiryHandler, QuestionExpiry>();
        builder.Services.AddScoped<IExpiryHandler, RecommendationExpiry>();
        builder.Services.AddScoped<IExpiryHandler, SequenceExpiry>();
        builder.Services.AddScoped<IExpiryHandler, IdempotencyKeyExpiry>();
        builder.Services.AddScoped<IExpiryHandler, MemoryExpiry>();
        builder.Services.AddScoped<IExpiryHandler, BlobExpiry>();
        builder.Services.AddScoped<IExpiryHandler, ModelExpiry>();
        builder.Services.AddScoped<IExpiryHandler, TrainingExpiry>();
        builder.Services.AddScoped<IExpiryHandler, RetentionExpiry>();
        builder.Services.AddScoped<IExpiryHandler, EventExpiry>();
        builder.Services.AddScoped<IExpiryHandler, WebhookExpiry>();
        builder.Services.AddScoped<IResume, PostExpiry>();
        builder.Services.AddScoped<IResume, QuestionExpiry>();
        builder.Services.AddScoped<IResume, RecommendationExpiry>();
        builder.Services.AddScoped<IResume, MemoryExpiry>();
        builder.Services.AddScoped<IResume, ModelExpiry>();
        builder.Services.AddScoped<IResume, TrainingExpiry>();
        builder.Services.AddSingleton<ExpiryService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ExpiryService>());
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
        bus.AddConsumer<QuestionAnsweredConsumer, QuestionAnsweredConsumerDefinition>();
        bus.AddConsumer<QuestionUnansweredConsumer, QuestionUnansweredConsumerDefinition>();
        bus.AddConsumer<RecallRejectedConsumer, RecallRejectedConsumerDefinition>();
        bus.AddConsumer<ItemsRecommendedConsumer, ItemsRecommendedConsumerDefinition>();
        bus.AddConsumer<RecommendationDeclinedConsumer, RecommendationDeclinedConsumerDefinition>();
        bus.AddConsumer<MemoriesStoredConsumer, MemoriesStoredConsumerDefinition>();
        bus.AddConsumer<MemoriesRefusedConsumer, MemoriesRefusedConsumerDefinition>();
        bus.AddConsumer<MemorySetChangedConsumer, MemorySetChangedConsumerDefinition>();
        bus.AddConsumer<MemorySetDeletedConsumer, MemorySetDeletedConsumerDefinition>();
        bus.AddConsumer<ModelLoadedConsumer, ModelLoadedConsumerDefinition>();
        bus.AddConsumer<TrainingProgressedConsumer, TrainingProgressedConsumerDefinition>();
        bus.AddConsumer<ModelTrainedConsumer, ModelTrainedConsumerDefinition>();
        bus.AddConsumer<ModelTrainingFailedConsumer, ModelTrainingFailedConsumerDefinition>();
        bus.AddConsumer<TrainingCancelledConsumer, TrainingCancelledConsumerDefinition>();
    }

    /// <summary>Maps the API under <c>/v1</c>, its description at <c>/openapi/v1.json</c> and the console.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseResponseCompression();
        app.UsePackedBodies();
        app.MapIndex();
        var api = app.MapGroup("").AddEndpointFilter<ProblemFilter>();
        api.AddEndpointFilter<QuotaFilter>();
        api.AddEndpointFilterFactory(Query.RefuseUnknown);
        api.MapPosts();
        api.MapQuestions();
        api.MapRecommendations();
        api.MapSequences();
        api.MapMemories();
        api.MapFacts();
        api.MapModels();
        api.MapBacklog();
        var admin = api.MapGroup("").WithMetadata(new RequiredKeyRole(KeyRole.Admin));
        admin.MapSources();
        admin.MapTrainings();
        admin.MapWebhooks();
        admin.MapDeadLetters();
        admin.MapPromotions();
        app.MapOpenApi();
        app.MapConsole();
        return app;
    }
}
