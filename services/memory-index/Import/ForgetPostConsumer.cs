using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using MassTransit;

namespace Engram.MemoryIndex.Import;

/// <summary>Removes a deleted post from the memory set.</summary>
public sealed class ForgetPostConsumer(PostMemories posts) : IConsumer<ForgetPost>
{
    public Task Consume(ConsumeContext<ForgetPost> context) => posts.ForgetAsync(context.Message, context.CancellationToken);
}

/// <summary>Runs in the transaction of the inbox.</summary>
public sealed class ForgetPostConsumerDefinition : ConsumerDefinition<ForgetPostConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ForgetPostConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(MemoryInbox<>), context);
}
