using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using MassTransit;

namespace Engram.MemoryIndex.Import;

/// <summary>Lets a post that is gone leave the memory.</summary>
public sealed class ForgetPostConsumer(PostMemories posts) : IConsumer<ForgetPost>
{
    public Task Consume(ConsumeContext<ForgetPost> context) => posts.ForgetAsync(context.Message, context.CancellationToken);
}

/// <summary>Within the inbox.</summary>
public sealed class ForgetPostConsumerDefinition : ConsumerDefinition<ForgetPostConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ForgetPostConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(MemoryInbox<>), context);
}
