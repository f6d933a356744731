using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using MassTransit;

namespace Engram.MemoryIndex.Import;

/// <summary>Removes facts or documents from a set.</summary>
public sealed class WithdrawMemoriesConsumer(MemoryStore store) : IConsumer<WithdrawMemories>
{
    public Task Consume(ConsumeContext<WithdrawMemories> context) => store.WithdrawAsync(context.Message, context.CancellationToken);
}

/// <summary>Runs in the transaction of the inbox.</summary>
public sealed class WithdrawMemoriesConsumerDefinition : ConsumerDefinition<WithdrawMemoriesConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<WithdrawMemoriesConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(MemoryInbox<>), context);
}
