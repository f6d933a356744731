using System.ComponentModel;

namespace Engram.ApiContracts.Recommendations;

/// <summary>Asks what comes next: for a subject of a sequence set, or after events that the request brings along.</summary>
public sealed record RecommendationRequest
{
    [Description("Name of the sequence set that knows the subject.")]
    public string? Set { get; init; }

    [Description("The subject. Either this or events.")]
    public string? Subject { get; init; }

    [Description("Events to go on from, oldest first. Either these or a subject; they are not stored as a subject's.")]
    public IReadOnlyList<OwnEvent?>? Events { get; init; }

    [Description("Most items wanted, 1 to 1000. Default 10.")]
    public int? Limit { get; init; }

    [Description("Whether items that were met already are left out. Default true.")]
    public bool? ExcludeSeen { get; init; }

    [Description("Least probability of an item, 0 to 1. Default 0.")]
    public float? MinScore { get; init; }

    [Description("Name of the model package that is to recommend. Default: the one that inference has.")]
    public string? Model { get; init; }
}

/// <summary>An event that a request brings along.</summary>
public sealed record OwnEvent
{
    [Description("What was met, 1 to 200 characters.")]
    public string? Item { get; init; }
}
