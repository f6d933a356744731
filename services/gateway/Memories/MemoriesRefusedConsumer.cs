using Engram.Contracts.Memories;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Memories;

public sealed class MemoriesRefusedConsumer(MemoryCatalogue memories) : IConsumer<MemoriesRefused>
{
    public Task Consume(ConsumeContext<MemoriesRefused> context) => memories.RefusedAsync(context.Message, context.CancellationToken);
}

public sealed class MemoriesRefusedConsumerDefinition : GatewayConsumerDefinition<MemoriesRefusedConsumer>;
