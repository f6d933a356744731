using Engram.Contracts.Memories;
using Engram.Gateway.Memories;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class MemorySetDeletedConsumer(MemoryCatalogue memories) : IConsumer<MemorySetDeleted>
{
    public Task Consume(ConsumeContext<MemorySetDeleted> context) => memories.DeletedAsync(context.Message, context.CancellationToken);
}

public sealed class MemorySetDeletedConsumerDefinition : GatewayConsumerDefinition<MemorySetDeletedConsumer>;
