using Engram.Contracts.Memories;
using Engram.MemoryIndex.Storage;
using Engram.Messaging.Bus;
using MassTransit;

namespace Engram.MemoryIndex.Search;

/// <summary>Lists the facts of a set.</summary>
public sealed class ListFactsConsumer(FactPageReader facts) : IConsumer<ListFacts>
{
    public async Task Consume(ConsumeContext<ListFacts> context)
    {
        var page = await facts.ListAsync(context.Message, context.CancellationToken);
        await context.ReplyAsync(page);
    }
}
