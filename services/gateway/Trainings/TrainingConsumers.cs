using Engram.Contracts.Models;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Trainings;

public sealed class TrainingProgressedConsumer(TrainingStore trainings) : IConsumer<TrainingProgressed>
{
    public Task Consume(ConsumeContext<TrainingProgressed> context) =>
        trainings.UpdateAsync(
            context.Message.RunId, (training, stepContext) => training.Note(context.Message, stepContext), context.CancellationToken);
}

public sealed class TrainingProgressedConsumerDefinition : GatewayConsumerDefinition<TrainingProgressedConsumer>;

public sealed class ModelTrainedConsumer(TrainingStore trainings) : IConsumer<ModelTrained>
{
    public Task Consume(ConsumeContext<ModelTrained> context) =>
        trainings.UpdateAsync(
            context.Message.RunId, (training, stepContext) => training.Complete(context.Message, stepContext), context.CancellationToken);
}

public sealed class ModelTrainedConsumerDefinition : GatewayConsumerDefinition<ModelTrainedConsumer>;

public sealed class ModelTrainingFailedConsumer(TrainingStore trainings) : IConsumer<ModelTrainingFailed>
{
    public Task Consume(ConsumeContext<ModelTrainingFailed> context) =>
        trainings.UpdateAsync(
            context.Message.RunId, (training, stepContext) => training.Fail(context.Message, stepContext), context.CancellationToken);
}

public sealed class ModelTrainingFailedConsumerDefinition : GatewayConsumerDefinition<ModelTrainingFailedConsumer>;

public sealed class TrainingCancelledConsumer(TrainingStore trainings) : IConsumer<TrainingCancelled>
{
    public Task Consume(ConsumeContext<TrainingCancelled> context) =>
        trainings.UpdateAsync(
            context.Message.RunId, (training, stepContext) => training.Stop(stepContext), context.CancellationToken);
}

public sealed class TrainingCancelledConsumerDefinition : GatewayConsumerDefinition<TrainingCancelledConsumer>;
