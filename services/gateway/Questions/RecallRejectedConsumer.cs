using Engram.Contracts.Questions;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Questions;

public sealed class RecallRejectedConsumer(QuestionStore questions) : IConsumer<RecallRejected>
{
    public Task Consume(ConsumeContext<RecallRejected> context) =>
        questions.ApplyAsync(
            [context.Message], message =>
                message.QuestionId, (question, message, stepContext) => question.RecallAgain(message, stepContext),
            context.CancellationToken);
}

public sealed class RecallRejectedConsumerDefinition : GatewayConsumerDefinition<RecallRejectedConsumer>;
