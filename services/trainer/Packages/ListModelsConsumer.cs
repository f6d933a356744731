using Engram.Contracts.Models;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.Trainer.Packages;

/// <summary>Lists the packages in the model repository.</summary>
public sealed class ListModelsConsumer(ModelPackages packages) : IConsumer<ListModels>
{
    public Task Consume(ConsumeContext<ListModels> context) => context.ReplyAsync(packages.List(context.Message.Name));
}
