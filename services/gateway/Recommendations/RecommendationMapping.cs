using Engram.ApiContracts.Recommendations;

namespace Engram.Gateway.Recommendations;

/// <summary>Maps a recommendation to its API resource.</summary>
internal static class RecommendationMapping
{
    extension(RecommendationResource)
    {
        public static RecommendationResource Of(Recommendation recommendation) => new()
        {
            Id = recommendation.Id.ToString("D"),
            State = recommendation.State,
            Set = recommendation.SetName,
            Subject = recommendation.Subject,
            Items = recommendation.Items ?? [],
            Relations = recommendation.Relations ?? [],
            UnknownItems = recommendation.UnknownItems ?? [],
            Position = recommendation.Position,
            EventsRead = recommendation.EventsRead,
            Epoch = recommendation.Epoch,
            Model = recommendation.Model,
            Code = recommendation.Fault?.Code,
            Reason = recommendation.Fault?.Reason,
            CreatedAt = recommendation.CreatedAt,
            FinishedAt = recommendation.FinishedAt,
        };
    }
}
