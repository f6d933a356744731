using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using MassTransit;

namespace Engram.MemoryIndex.Import;

/// <summary>Lets a tagged post become a memory.</summary>
public sealed class RememberPostConsumer(PostMemories posts) : IConsumer<RememberPost>
{
    public Task Consume(ConsumeContext<RememberPost> context) => posts.RememberAsync(context.Message, context.CancellationToken);
}

/// <summary>Within the inbox.</summary>
public sealed class RememberPostConsumerDefinition : ConsumerDefinition<RememberPostConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RememberPostConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(MemoryInbox<>), context);
}
