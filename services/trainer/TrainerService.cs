using Engram.Blobs;
using Engram.Hosting;
using Engram.Messaging;
using Engram.ModelStore;
using Engram.Trainer.Jobs;
using Engram.Trainer.Packages;
using Engram.Trainer.Storage;
using Engram.Training.Loop;
using MassTransit;

namespace Engram.Trainer;

/// <summary>Registers this service in a host.</summary>
public static class TrainerService
{
    public static WebApplicationBuilder AddTrainer(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddCheckedOptions<TrainerOptions>(TrainerOptions.SectionName);
        builder.Services.AddCheckedOptions<ModelsOptions>(ModelsOptions.SectionName);
        builder.AddBlobStore();
        builder.AddDelivery<TrainerDb>();
        builder.Services.AddSingleton(TrainableKinds.All);
        builder.Services.AddSingleton<TrainerMetrics>();
        builder.Services.AddSingleton<RunData>();
        builder.Services.AddSingleton<ModelPackages>();
        builder.Services.AddScoped<RunQueue>();
        builder.Services.AddHostedService<RunWorker>();
        builder.Services.AddHealthChecks().AddCheck<TrainerHealthCheck>("trainer");
        return builder;
    }

    public static void AddTrainerConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<TrainModelConsumer, TrainModelConsumerDefinition>();
        bus.AddConsumer<CancelTrainingConsumer, CancelTrainingConsumerDefinition>();
        bus.AddConsumer<ListModelsConsumer>();
        bus.AddConsumer<PromoteModelConsumer, PromoteModelConsumerDefinition>();
    }
}
