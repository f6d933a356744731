namespace Engram.ApiContracts.Recommendations;

/// <summary>Life cycle of a recommendation.</summary>
public enum RecommendationState
{
    Asked,

    /// <summary>It has items. Final.</summary>
    Recommended,

    /// <summary>Nothing is recommended, for a known reason. Final.</summary>
    Declined,

    /// <summary>No service answered in time. Final.</summary>
    Failed,
}
