using Engram.Contracts.Questions;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.MemoryIndex.Search;

/// <summary>Recalls the memories that a question can be answered from. It only reads, so a duplicate message has the same result.</summary>
public sealed class QuestionAskedConsumer(MemoryRecall recaller) : IConsumer<QuestionAsked>
{
    public async Task Consume(ConsumeContext<QuestionAsked> context)
    {
        var outcome = await recaller.RecallAsync(context.Message, context.CancellationToken);
        await context.AnswerAsync(outcome);
    }
}
