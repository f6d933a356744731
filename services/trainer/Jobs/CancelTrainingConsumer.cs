using Engram.Contracts.Models;
using Engram.Trainer.Storage;
using MassTransit;

namespace Engram.Trainer.Jobs;

/// <summary>Ends a run that waits, and marks one that runs for its worker.</summary>
public sealed class CancelTrainingConsumer(RunQueue runs) : IConsumer<CancelTraining>
{
    public Task Consume(ConsumeContext<CancelTraining> context) => runs.CancelAsync(context.Message, context.CancellationToken);
}

/// <summary>Within the inbox.</summary>
public sealed class CancelTrainingConsumerDefinition : ConsumerDefinition<CancelTrainingConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<CancelTrainingConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(TrainerInbox<>), context);
}
