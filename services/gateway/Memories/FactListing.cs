using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
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
            // A request's own timeout starts only after its message is sent, which never
            // happens if the broker fails. So limit the wait here.
            var answer = await bus.CreateRequestClient<ListFacts>(longest)
                .GetResponse<FactsListed>(request, NeverExpire, cancellationToken).WaitAsync(longest, cancellationToken);
            return new FactPage(answer.Message.Facts, answer.Message.Next is { } next ? PageCursor.After(next) : null);
        }
        catch (Exception e) when (e is RequestException or TimeoutException)
        {
            throw new ProblemException(Problems.MemoryUnavailable(longest));
        }
    }

    // An expired message becomes a dead letter: one for every listing that was requested while memory-index was down.
    private static void NeverExpire(IRequestPipeConfigurator<ListFacts> request) => request.UseExecute(send => send.TimeToLive = null);
}
