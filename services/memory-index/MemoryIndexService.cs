using Engram.Blobs;
using Engram.Hosting;
using Engram.MemoryIndex.Import;
using Engram.MemoryIndex.Search;
using Engram.MemoryIndex.Storage;
using Engram.Messaging;
using MassTransit;

namespace Engram.MemoryIndex;

/// <summary>Registers this service in a host.</summary>
public static class MemoryIndexService
{
    public static WebApplicationBuilder AddMemoryIndex(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddCheckedOptions<MemoryIndexOptions>(MemoryIndexOptions.SectionName);
        builder.AddDelivery<MemoryDb>();
        builder.AddBlobStore();
        builder.Services.AddScoped<MemoryWriter>();
        builder.Services.AddScoped<MemoryStore>();
        builder.Services.AddScoped<PostMemories>();
        builder.Services.AddSingleton<KeyHashFactory>();
        builder.Services.AddSingleton<MemoryReader>();
        builder.Services.AddSingleton<FactPageReader>();
        builder.Services.AddSingleton<MemorySets>();
        builder.Services.AddSingleton<MemoryIndexMetrics>();
        builder.Services.AddSingleton<MemoryRecall>();
        builder.Services.AddSingleton<NearestPosts>();
        builder.Services.AddHostedService<MemoryFollower>();
        builder.Services.AddHealthChecks().AddCheck<MemoryIndexHealthCheck>("memory-index");
        return builder;
    }

    public static void AddMemoryIndexConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<StoreMemoriesConsumer, StoreMemoriesConsumerDefinition>();
        bus.AddConsumer<WithdrawMemoriesConsumer, WithdrawMemoriesConsumerDefinition>();
        bus.AddConsumer<DeleteMemorySetConsumer, DeleteMemorySetConsumerDefinition>();
        bus.AddConsumer<RememberPostConsumer, RememberPostConsumerDefinition>();
        bus.AddConsumer<ForgetPostConsumer, ForgetPostConsumerDefinition>();
        bus.AddConsumer<ListFactsConsumer>();
        bus.AddConsumer<QuestionAskedConsumer>();
        bus.AddConsumer<RecallNeighboursConsumer>();
    }
}
