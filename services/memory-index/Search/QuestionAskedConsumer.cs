using Engram.Contracts;
using Engram.Contracts.Questions;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.MemoryIndex.Search;

/// <summary>Recalls the memories that questions can be answered from. It only reads, so a duplicate message has the same result.</summary>
public sealed class QuestionAskedConsumer(MemoryRecall recaller) : IConsumer<QuestionAsked>, IConsumer<Bundle<QuestionAsked>>
{
    public async Task Consume(ConsumeContext<QuestionAsked> context) =>
        await context.AnswerAsync(await recaller.RecallAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<Bundle<QuestionAsked>> context)
    {
        var outcomes = new List<object>();
        foreach (var question in context.Message.Messages)
            outcomes.Add(await recaller.RecallAsync(question, context.CancellationToken));
        await context.AnswerAllAsync(outcomes);
    }
}
