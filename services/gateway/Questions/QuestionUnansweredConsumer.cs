using Engram.Contracts.Questions;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Questions;

public sealed class QuestionUnansweredConsumer(QuestionStore questions) : IConsumer<QuestionUnanswered>
{
    public Task Consume(ConsumeContext<QuestionUnanswered> context) =>
        questions.DeliverAsync(context.Message.QuestionId, (question, stepContext) => question.Decline(context.Message, stepContext),
            context.CancellationToken);
}

public sealed class QuestionUnansweredConsumerDefinition : GatewayConsumerDefinition<QuestionUnansweredConsumer>;
