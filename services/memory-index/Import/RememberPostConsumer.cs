using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using MassTransit;

namespace Engram.MemoryIndex.Import;

/// <summary>Adds a tagged post to the memory set.</summary>
public sealed class RememberPostConsumer(PostMemories posts) : IConsumer<RememberPost>
{
    public Task Consume(ConsumeContext<RememberPost> context) => posts.RememberAsync(context.Message, context.CancellationToken);
}

/// <summary>Runs in the transaction of the inbox.</summary>
public sealed class RememberPostConsumerDefinition : ConsumerDefinition<RememberPostConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RememberPostConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(MemoryInbox<>), context);
}
