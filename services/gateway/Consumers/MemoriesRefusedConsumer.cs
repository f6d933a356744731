using Engram.Contracts.Memories;
using Engram.Gateway.Memories;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class MemoriesRefusedConsumer(MemoryCatalogue memories) : IConsumer<MemoriesRefused>
{
    public Task Consume(ConsumeContext<MemoriesRefused> context) => memories.RefusedAsync(context.Message, context.CancellationToken);
}

public sealed class MemoriesRefusedConsumerDefinition : GatewayConsumerDefinition<MemoriesRefusedConsumer>;
