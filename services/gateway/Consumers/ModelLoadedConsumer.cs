using Engram.Contracts.Models;
using Engram.Gateway.Models;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class ModelLoadedConsumer(ModelCatalogue models) : IConsumer<ModelLoaded>
{
    public Task Consume(ConsumeContext<ModelLoaded> context) => models.LoadedAsync(context.Message, context.CancellationToken);
}

public sealed class ModelLoadedConsumerDefinition : GatewayConsumerDefinition<ModelLoadedConsumer>;
