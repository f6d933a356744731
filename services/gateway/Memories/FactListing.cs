using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>Lists what a memory set holds, by asking memory-index: a page is read where it lies, and nothing of it is kept here.</summary>
public sealed class FactListing(MemoryCatalogue memories, IBus bus, IOptions<GatewayOptions> options)
{
    /// <param name="after">Where the page before ended; 0: the first page.</param>
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
            // By itself a request ends only once its message is out, and with a broker that dies it never is.
            var answer = await bus.CreateRequestClient<ListFacts>(longest)
                .GetResponse<FactsListed>(request, NeverExpire, cancellationToken).WaitAsync(longest, cancellationToken);
            return new FactPage(answer.Message.Facts, answer.Message.Next is { } next ? PageCursor.After(next) : null);
        }
        catch (Exception e) when (e is RequestException or TimeoutException)
        {
            throw new ProblemException(Problems.MemoryUnavailable(longest));
        }
    }

    // What expires in a queue becomes a dead letter, which would tell of every listing that was asked for while memory-index was away.
    private static void NeverExpire(IRequestPipeConfigurator<ListFacts> request) => request.UseExecute(send => send.TimeToLive = null);
}
