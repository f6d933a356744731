using Engram.Contracts.Keyphrases;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.MemoryIndex.Search;

/// <summary>Forwards a post to keyphrase prediction, with its most similar tagged posts.</summary>
public sealed class RecallNeighboursConsumer(NearestPosts recaller) : IConsumer<RecallNeighbours>
{
    public async Task Consume(ConsumeContext<RecallNeighbours> context)
    {
        var prediction = await recaller.RecallAsync(context.Message, context.CancellationToken);
        await context.AnswerAsync(prediction);
    }
}
