using Engram.Contracts;
using Engram.Contracts.Keyphrases;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.MemoryIndex.Search;

/// <summary>Forwards posts to keyphrase prediction, each with its most similar tagged posts.</summary>
public sealed class RecallNeighboursConsumer(NearestPosts recaller) : IConsumer<RecallNeighbours>, IConsumer<Bundle<RecallNeighbours>>
{
    public async Task Consume(ConsumeContext<RecallNeighbours> context) =>
        await context.AnswerAsync(await recaller.RecallAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<Bundle<RecallNeighbours>> context)
    {
        var predictions = new List<object>();
        foreach (var post in context.Message.Messages)
            predictions.Add(await recaller.RecallAsync(post, context.CancellationToken));
        await context.AnswerAllAsync(predictions);
    }
}
