using Engram.Contracts.Recommendations;
using Engram.Inference.Batching;

namespace Engram.Inference.Recommendations;

/// <summary>Recommends what comes next after a history, with the relations that it follows, or says why not.</summary>
public sealed class Recommender(RecommenderModels models)
{
    /// <returns><see cref="ItemsRecommended"/> or <see cref="RecommendationDeclined"/>.</returns>
    public async Task<object> RecommendAsync(RecommendItems request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.History.Count == 0)
            return Decline(request, RecommendationDeclined.NoHistory, "Nothing is known of what came before.");
        var name = request.Model ?? models.Default;
        using var lease = await models.BorrowAsync(name);
        if (lease is null)
            return Decline(request, RecommendationDeclined.UnknownModel, models.WhyNot(name));
        try
        {
            return Recommend(request, lease.Model);
        }
        catch (RequestFailedException e)
        {
            // If the model or the device fails on everything, the history is not at fault: then the probe throws too, and the request is
            // kept.
            lease.Model.Probe();
            return Decline(request, RecommendationDeclined.Rejected, e.Message) with { Model = lease.Model.Package.Id };
        }
    }

    private object Recommend(RecommendItems request, ServedRecommender model)
    {
        var id = model.Package.Id;
        var reading = model.Recommend(request.History, request.MaxItems, request.ExcludeSeen);
        if (reading.UnknownItems.Count == request.History.Distinct(StringComparer.Ordinal).Count())
            return Decline(
                request, RecommendationDeclined.UnknownItemsOnly,
                $"{id} knows none of the {reading.UnknownItems.Count} items; {WhoDoes(reading.UnknownItems)}.")
                with { Model = id, UnknownItems = reading.UnknownItems };
        RecommendedItem[] likely = [.. reading.Items.TakeWhile(item => item.Score >= request.MinScore)];
        if (likely.Length == 0)
            return Decline(request, RecommendationDeclined.LowScore, reading.Items is [var best, ..]
                ? FormattableString.Invariant($"The best item has the probability {best.Score:0.####}, below {request.MinScore:0.####}.")
                : $"Every item that {id} knows was seen.")
                with { Model = id, UnknownItems = reading.UnknownItems };
        return new ItemsRecommended
        {
            RecommendationId = request.RecommendationId,
            Model = id,
            Items = likely,
            Relations = reading.Relations,
            UnknownItems = reading.UnknownItems,
        };
    }

    private string WhoDoes(IReadOnlyCollection<string> items) => models.ThatKnow(items) is { Count: > 0 } names
        ? $"ask for a model that knows some: {string.Join(", ", names)}" : "no other model here knows any, so train one on such events";

    private static RecommendationDeclined Decline(RecommendItems request, string code, string reason) =>
        new() { RecommendationId = request.RecommendationId, Code = code, Reason = reason };
}
