using System.Diagnostics.Metrics;
using Engram.Blobs;
using Engram.Hosting;
using Engram.Inference.Batching;
using Engram.Inference.Keyphrases;
using Engram.Inference.ModelHosting;
using Engram.Inference.Questions;
using Engram.Inference.Recommendations;
using Engram.Languages;
using Engram.MemoryNetworks.Sessions;
using Engram.Messaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Text.Languages;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference;

/// <summary>Registers this service in a host.</summary>
public static class InferenceService
{
    public static WebApplicationBuilder AddInference(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddBlobStore();
        var services = builder.Services;
        services.AddCheckedOptions<InferenceOptions>(InferenceOptions.SectionName);
        services.AddCheckedOptions<ModelsOptions>(ModelsOptions.SectionName);
        services.AddCheckedOptions<KeyphraseOptions>(KeyphraseOptions.SectionName);
        services.AddCheckedOptions<QuestionOptions>(QuestionOptions.SectionName);
        services.AddCheckedOptions<RecommenderOptions>(RecommenderOptions.SectionName);

        // Keyed: other services in the same process may run on other devices.
        services.AddKeyedSingleton(InferenceOptions.SectionName, (provider, _) => ChooseDevice(provider));
        services.AddSingleton(provider => new ModelRepository(provider.GetRequiredService<IOptions<ModelsOptions>>().Value.Directory));
        services.AddHealthChecks().AddCheck<ModelPackagesHealthCheck>("model-packages");
        services.AddSingleton<ModelAnnouncer>();
        services.AddSingleton<PromotionFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelAnnouncer>());
        services.AddModel<KeyphraseModel, KeyphraseOptions>(
            "keyphrase-model",
            options => options.Model,
            KeyphraseModel.Open);
        services.AddSingleton<RegionReader>();
        services.AddSingleton<ILanguageGuesser>(new LinguaGuesser(LinguaGuesser.DefaultLanguages));
        services.AddSingleton<KeyphrasePredictor>();
        services.AddModel<ServedMemoryNetwork, QuestionOptions>(
            "question-model",
            options => options.Model,
            ServedMemoryNetwork.Open);
        services.AddModel<RelationNetwork, QuestionOptions>(
            "fact-model",
            options => options.FactModel,
            RelationNetwork.Open);
        services.AddQuestionModels<ServedMemoryNetwork>(MemorySession.Kinds);
        services.AddQuestionModels<RelationNetwork>([ModelKinds.RelationMemory]);
        services.AddSingleton<FactAnswerer>();
        services.AddSingleton<QuestionReader>();
        services.AddSlots<ServedRecommender, RecommenderOptions>(ServedRecommender.Open);
        services.AddSingleton<RecommenderModels>();
        services.AddHostedService(provider => provider.GetRequiredService<RecommenderModels>());
        services.AddSingleton<Recommender>();
        return builder;
    }

    public static void AddInferenceConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<PredictKeyphrasesConsumer, PredictKeyphrasesConsumerDefinition>();
        bus.AddConsumer<MemoriesRecalledConsumer, MemoriesRecalledConsumerDefinition>();
        bus.AddConsumer<ReadStoryConsumer, ReadStoryConsumerDefinition>();
        bus.AddConsumer<RecommendItemsConsumer, RecommendItemsConsumerDefinition>();
    }

    private static ExecutionDevice ChooseDevice(IServiceProvider provider)
    {
        var device = ExecutionDevice.Choose(provider.GetRequiredService<IOptions<InferenceOptions>>().Value);
        if (device.FallbackReason is { } reason)
            Log.DeviceFallback(provider.GetRequiredService<ILogger<ExecutionDevice>>(), reason);
        return device;
    }

    private static void AddQuestionModels<TModel>(this IServiceCollection services, IReadOnlyList<string> kinds)
        where TModel : class, IServedModel
    {
        services.AddSingleton(new QuestionModelKinds<TModel>(kinds));
        services.AddSingleton<QuestionModels<TModel>>();
        services.AddHostedService(provider => provider.GetRequiredService<QuestionModels<TModel>>());
    }

    private static void AddModel<TModel, TOptions>(
        this IServiceCollection services,
        string healthCheck,
        Func<TOptions, string> nameOf,
        Func<InstalledModel, ExecutionDevice, TOptions, BatchMetrics, TimeProvider, TModel> open)
        where TModel : class, IServedModel
        where TOptions : class
    {
        services.AddSlots(open);
        services.AddSingleton(provider =>
            provider.GetRequiredService<Func<string, HotSwapModel<TModel>>>()(
                nameOf(provider.GetRequiredService<IOptions<TOptions>>().Value)));
        services.AddHostedService<PromotionWatcher<TModel>>();
        services.AddHealthChecks().AddCheck<ModelHealthCheck<TModel>>(healthCheck);
    }

    private static void AddSlots<TModel, TOptions>(
        this IServiceCollection services, Func<InstalledModel, ExecutionDevice, TOptions, BatchMetrics, TimeProvider, TModel> open)
        where TModel : class, IServedModel
        where TOptions : class =>
        services.AddSingleton<Func<string, HotSwapModel<TModel>>>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<TOptions>>().Value;
            var repository = provider.GetRequiredService<ModelRepository>();
            var device = provider.GetRequiredKeyedService<ExecutionDevice>(InferenceOptions.SectionName);
            var meters = provider.GetRequiredService<IMeterFactory>();
            var time = provider.GetRequiredService<TimeProvider>();
            return name =>
            {
                var metrics = new BatchMetrics(meters, name);
                return new HotSwapModel<TModel>(name, repository, package => open(package, device, options, metrics, time));
            };
        });
}
