using Engram.Contracts.Questions;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.MemoryIndex.Search;

/// <summary>Recalls what a question may be answered from. It only reads, so that a question that comes twice is answered twice
/// alike.</summary>
public sealed class QuestionAskedConsumer(MemoryRecall recaller) : IConsumer<QuestionAsked>
{
    public async Task Consume(ConsumeContext<QuestionAsked> context)
    {
        var outcome = await recaller.RecallAsync(context.Message, context.CancellationToken);
        await context.AnswerAsync(outcome);
    }
}
