using Engram.Contracts.Memories;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Memories;

public sealed class MemorySetChangedConsumer(MemoryCatalogue memories) : IConsumer<MemorySetChanged>
{
    public Task Consume(ConsumeContext<MemorySetChanged> context) =>
        memories.ChangedAsync(context.Message.SetId, context.Message.Statistics, context.CancellationToken);
}

public sealed class MemorySetChangedConsumerDefinition : GatewayConsumerDefinition<MemorySetChangedConsumer>;
