using Engram.Contracts.Models;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.Trainer.Packages;

/// <summary>Promotes and rolls back. Promoting the current version again changes nothing.</summary>
public sealed class PromoteModelConsumer(ModelPackages packages) : IConsumer<PromoteModel>
{
    public Task Consume(ConsumeContext<PromoteModel> context) => context.ReplyAsync(packages.Promote(context.Message));
}

/// <summary>One at a time: a model's list of promotions has one writer.</summary>
public sealed class PromoteModelConsumerDefinition : ConsumerDefinition<PromoteModelConsumer>
{
    public PromoteModelConsumerDefinition() => ConcurrentMessageLimit = 1;
}
