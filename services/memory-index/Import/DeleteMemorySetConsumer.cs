using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using MassTransit;

namespace Engram.MemoryIndex.Import;

/// <summary>Deletes a memory set.</summary>
public sealed class DeleteMemorySetConsumer(MemoryStore store) : IConsumer<DeleteMemorySet>
{
    public Task Consume(ConsumeContext<DeleteMemorySet> context) => store.DeleteAsync(context.Message, context.CancellationToken);
}

/// <summary>Runs in the transaction of the inbox.</summary>
public sealed class DeleteMemorySetConsumerDefinition : ConsumerDefinition<DeleteMemorySetConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<DeleteMemorySetConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(MemoryInbox<>), context);
}
