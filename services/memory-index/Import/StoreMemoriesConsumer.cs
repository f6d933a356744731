using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.MemoryIndex.Import;

/// <summary>Stores a chunk of an import.</summary>
public sealed class StoreMemoriesConsumer(MemoryStore store) : IConsumer<StoreMemories>
{
    public Task Consume(ConsumeContext<StoreMemories> context) => store.StoreAsync(context.Message, context.CancellationToken);
}

/// <summary>Runs in the transaction of the inbox, at most <see cref="MemoryIndexOptions.ConcurrentChunks"/> at a time.</summary>
public sealed class StoreMemoriesConsumerDefinition : ConsumerDefinition<StoreMemoriesConsumer>
{
    public StoreMemoriesConsumerDefinition(IOptions<MemoryIndexOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ConcurrentMessageLimit = options.Value.ConcurrentChunks;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<StoreMemoriesConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(MemoryInbox<>), context);
}
