using Engram.Contracts.Memories;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Memories;

public sealed class MemorySetDeletedConsumer(MemoryCatalogue memories) : IConsumer<MemorySetDeleted>
{
    public Task Consume(ConsumeContext<MemorySetDeleted> context) => memories.DeletedAsync(context.Message, context.CancellationToken);
}

public sealed class MemorySetDeletedConsumerDefinition : GatewayConsumerDefinition<MemorySetDeletedConsumer>;
