using Engram.Contracts.Memories;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Memories;

public sealed class MemoriesStoredConsumer(MemoryCatalogue memories) : IConsumer<MemoriesStored>
{
    public Task Consume(ConsumeContext<MemoriesStored> context) => memories.StoredAsync(context.Message, context.CancellationToken);
}

public sealed class MemoriesStoredConsumerDefinition : GatewayConsumerDefinition<MemoriesStoredConsumer>;
