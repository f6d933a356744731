using System.Diagnostics;
using Engram.Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Recommendations;

/// <summary>Stores and finds recommendations for requests.</summary>
internal sealed class CoalescedRecommendations(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : CoalescedStore<IncomingRecommendation, Recommendation>(scopes, options.Value.MaxItemsPerTransaction)
{
    protected override bool CanShare(IncomingRecommendation incoming) => true;

    protected override IncomingRecommendation Traced(IncomingRecommendation incoming) => incoming with { Trace = Activity.Current };

    protected override Task<IReadOnlyList<Recommendation?>> AcceptNewAsync(
        IServiceProvider services, IReadOnlyList<IncomingRecommendation> items) =>
        services.GetRequiredService<RecommendationStore>().AskNewAsync(items, CancellationToken.None);

    protected override Task<Recommendation> AcceptAsync(
        IServiceProvider services, IncomingRecommendation incoming, CancellationToken cancellationToken) =>
        services.GetRequiredService<RecommendationStore>().AskAsync(incoming, cancellationToken);

    protected override Task<IReadOnlyDictionary<Guid, Recommendation>> FindAsync(IServiceProvider services, IReadOnlyList<Guid> ids) =>
        services.GetRequiredService<RecommendationStore>().FindAsync(ids, CancellationToken.None);
}
