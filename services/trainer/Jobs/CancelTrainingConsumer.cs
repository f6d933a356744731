using Engram.Contracts.Models;
using Engram.Trainer.Storage;
using MassTransit;

namespace Engram.Trainer.Jobs;

/// <summary>Cancels a queued run, and flags a running one for its worker.</summary>
public sealed class CancelTrainingConsumer(RunQueue runs) : IConsumer<CancelTraining>
{
    public Task Consume(ConsumeContext<CancelTraining> context) => runs.CancelAsync(context.Message, context.CancellationToken);
}

/// <summary>Runs in the transaction of the inbox.</summary>
public sealed class CancelTrainingConsumerDefinition : ConsumerDefinition<CancelTrainingConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<CancelTrainingConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(TrainerInbox<>), context);
}
