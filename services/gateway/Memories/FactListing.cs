using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>Lists the contents of a memory set by asking memory-index; the gateway keeps no copy.</summary>
public sealed class FactListing(MemoryCatalogue memories, IBus bus, IOptions<GatewayOptions> options)
{
    /// <param name="after">Where the previous page ended; 0 for the first page.</param>
    /// <exception cref="ProblemException">No set has the name, or memory-index does not answer.</exception>
    public async Task<FactPage> ListAsync(string name, FactFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        var set = await memories.GetAsync(name, cancellationToken);
        var longest = options.Value.MaxListingWait;
        var request = new ListFacts
        {
            SetId = set.Id,
            Entity = filter.Entity,
            Relation = filter.Relation,
            Text = filter.Text,
            After = after,
            MaxFacts = limit,
        };
        try
        {
            var page = await bus.AskAsync<ListFacts, FactsListed>(request, longest, cancellationToken);
            return new FactPage(page.Facts, page.Next is { } next ? PageCursor.After(next) : null);
        }
        catch (TimeoutException)
        {
            throw new ProblemException(Problems.MemoryUnavailable(longest));
        }
    }
}
