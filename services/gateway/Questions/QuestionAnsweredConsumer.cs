using Engram.Contracts.Questions;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Questions;

public sealed class QuestionAnsweredConsumer(QuestionStore questions) : IConsumer<QuestionAnswered>
{
    public Task Consume(ConsumeContext<QuestionAnswered> context) =>
        questions.DeliverAsync(context.Message.QuestionId, (question, stepContext) => question.Answer(context.Message, stepContext),
            context.CancellationToken);
}

public sealed class QuestionAnsweredConsumerDefinition : GatewayConsumerDefinition<QuestionAnsweredConsumer>;
