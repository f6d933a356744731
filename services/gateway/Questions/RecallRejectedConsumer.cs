using Engram.Contracts.Questions;
using Engram.Gateway.Questions;
using MassTransit;

namespace Engram.Gateway.Storage;

public sealed class RecallRejectedConsumer(QuestionStore questions) : IConsumer<RecallRejected>
{
    public Task Consume(ConsumeContext<RecallRejected> context) =>
        questions.DeliverAsync(
            context.Message.QuestionId, (question, stepContext) =>
                question.RecallAgain(context.Message, stepContext), context.CancellationToken);
}

public sealed class RecallRejectedConsumerDefinition : GatewayConsumerDefinition<RecallRejectedConsumer>;
