using Engram.Contracts.Questions;
using Engram.Gateway.Questions;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class QuestionUnansweredConsumer(QuestionStore questions) : IConsumer<QuestionUnanswered>
{
    public Task Consume(ConsumeContext<QuestionUnanswered> context) =>
        questions.DeliverAsync(context.Message.QuestionId, (question, moment) => question.Decline(context.Message, moment), context.CancellationToken);
}

public sealed class QuestionUnansweredConsumerDefinition : GatewayConsumerDefinition<QuestionUnansweredConsumer>;
