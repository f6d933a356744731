using Engram.Contracts;
using Engram.Contracts.Questions;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Questions;

public sealed class QuestionAnsweredConsumer(QuestionStore questions) : IConsumer<QuestionAnswered>, IConsumer<Bundle<QuestionAnswered>>
{
    public Task Consume(ConsumeContext<QuestionAnswered> context) => ApplyAsync([context.Message], context.CancellationToken);

    public Task Consume(ConsumeContext<Bundle<QuestionAnswered>> context) =>
        ApplyAsync(context.Message.Messages, context.CancellationToken);

    private Task ApplyAsync(IReadOnlyList<QuestionAnswered> messages, CancellationToken cancellationToken) =>
        questions.ApplyAsync(
            messages, message => message.QuestionId, (question, message, stepContext) => question.Answer(message, stepContext),
            cancellationToken);
}

public sealed class QuestionAnsweredConsumerDefinition : GatewayConsumerDefinition<QuestionAnsweredConsumer>;
