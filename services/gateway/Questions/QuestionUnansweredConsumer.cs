using Engram.Contracts;
using Engram.Contracts.Questions;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Questions;

public sealed class QuestionUnansweredConsumer(QuestionStore questions)
    : IConsumer<QuestionUnanswered>, IConsumer<Bundle<QuestionUnanswered>>
{
    public Task Consume(ConsumeContext<QuestionUnanswered> context) => ApplyAsync([context.Message], context.CancellationToken);

    public Task Consume(ConsumeContext<Bundle<QuestionUnanswered>> context) =>
        ApplyAsync(context.Message.Messages, context.CancellationToken);

    private Task ApplyAsync(IReadOnlyList<QuestionUnanswered> messages, CancellationToken cancellationToken) =>
        questions.ApplyAsync(
            messages, message => message.QuestionId, (question, message, stepContext) => question.Decline(message, stepContext),
            cancellationToken);
}

public sealed class QuestionUnansweredConsumerDefinition : GatewayConsumerDefinition<QuestionUnansweredConsumer>;
