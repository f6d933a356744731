using Engram.Contracts.Memories;
using Engram.Gateway.Memories;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class MemoriesStoredConsumer(MemoryCatalogue memories) : IConsumer<MemoriesStored>
{
    public Task Consume(ConsumeContext<MemoriesStored> context) => memories.StoredAsync(context.Message, context.CancellationToken);
}

public sealed class MemoriesStoredConsumerDefinition : GatewayConsumerDefinition<MemoriesStoredConsumer>;
