using Engram.Delivery;
using Engram.MemoryIndex.Consumers;
using Engram.MemoryIndex.Data;
using Engram.MemoryIndex.Imports;
using Engram.MemoryIndex.Posts;
using Engram.MemoryIndex.Serving;
using Engram.ServiceDefaults;
using MassTransit;

namespace Engram.MemoryIndex;

/// <summary>What a host needs to run this service.</summary>
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
        builder.Services.AddSingleton<KeyHashes>();
        builder.Services.AddSingleton<MemoryReader>();
        builder.Services.AddSingleton<FactPageReader>();
        builder.Services.AddSingleton<MemorySets>();
        builder.Services.AddSingleton<MemoryIndexMetrics>();
        builder.Services.AddSingleton<Recaller>();
        builder.Services.AddSingleton<NeighbourRecaller>();
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
