using Engram.Contracts.Models;
using Engram.Trainer.Storage;
using MassTransit;

namespace Engram.Trainer.Jobs;

/// <summary>Stores a training request as a run, which fails at once if the request is invalid; <see cref="RunWorker"/> does the
/// work.</summary>
public sealed class TrainModelConsumer(RunQueue runs, RunData data) : IConsumer<TrainModel>
{
    public Task Consume(ConsumeContext<TrainModel> context) =>
        runs.AddAsync(context.Message, data.WhyNot(context.Message), context.CancellationToken);
}

/// <summary>Runs in the transaction of the inbox.</summary>
public sealed class TrainModelConsumerDefinition : ConsumerDefinition<TrainModelConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrainModelConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(TrainerInbox<>), context);
}
