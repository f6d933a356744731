using Engram.Contracts.Models;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Models;

public sealed class ModelLoadedConsumer(ModelCatalogue models) : IConsumer<ModelLoaded>
{
    public Task Consume(ConsumeContext<ModelLoaded> context) => models.LoadedAsync(context.Message, context.CancellationToken);
}

public sealed class ModelLoadedConsumerDefinition : GatewayConsumerDefinition<ModelLoadedConsumer>;
