using Engram.Contracts.Questions;
using Engram.Gateway.Questions;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class QuestionAnsweredConsumer(QuestionStore questions) : IConsumer<QuestionAnswered>
{
    public Task Consume(ConsumeContext<QuestionAnswered> context) =>
        questions.DeliverAsync(context.Message.QuestionId, (question, moment) => question.Answer(context.Message, moment), context.CancellationToken);
}

public sealed class QuestionAnsweredConsumerDefinition : GatewayConsumerDefinition<QuestionAnsweredConsumer>;
