using System.Diagnostics;
using Engram.ApiContracts;
using Engram.ApiContracts.Recommendations;
using Engram.Gateway.Http;
using Engram.Gateway.Sequences;

namespace Engram.Gateway.Recommendations;

/// <summary>A checked request for a recommendation.</summary>
/// <param name="Set">Name of the sequence set; null for events of the request's own.</param>
/// <param name="Subject">The subject; null for events of the request's own.</param>
/// <param name="OwnItems">The request's own items, oldest first; null for a subject.</param>
/// <param name="Model">Name of the requested model; null for the default one.</param>
/// <param name="MaxItems">Maximum number of items.</param>
/// <param name="ExcludeSeen">Whether items that were met already are left out.</param>
/// <param name="MinScore">Least probability of an item.</param>
public sealed record IncomingRecommendation(
    string? Set, string? Subject, IReadOnlyList<string>? OwnItems, string? Model, int MaxItems, bool ExcludeSeen, float MinScore)
{
    private const int MostItems = 1000;
    private const int DefaultItems = 10;
    private const int LongestModelName = 200;

    /// <summary>Id to give it; null if one is to be made up.</summary>
    internal Guid? Id { get; init; }

    /// <summary>The request that brought it; its message joins this trace.</summary>
    internal Activity? Trace { get; init; }

    /// <exception cref="ProblemException">A field is missing or out of range.</exception>
    public static IncomingRecommendation Check(RecommendationRequest request, SequenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        if ((request.Events is null) == (request.Subject is null))
            throw new ProblemException(BodyProblems.InvalidField("subject", "or events: give one of the two"));
        if ((request.Events is null) == string.IsNullOrWhiteSpace(request.Set))
            throw new ProblemException(BodyProblems.InvalidField("set", request.Events is null
                ? "is empty; name the sequence set that knows the subject" : "comes with events; leave it out"));
        if (request.Limit is < 1 or > MostItems)
            throw new ProblemException(BodyProblems.InvalidField("limit", $"is {request.Limit}; give a number from 1 to {MostItems}"));
        if (request.MinScore is not (null or (>= 0 and <= 1)))
            throw new ProblemException(BodyProblems.InvalidField("minScore", $"is {request.MinScore}; give a number from 0 to 1"));
        if (request.Model is { } model && string.IsNullOrWhiteSpace(model))
            throw new ProblemException(BodyProblems.InvalidField("model", "is blank; give a model's name, or leave it out"));
        TextRule.Check("model", request.Model ?? "", LongestModelName);
        return new IncomingRecommendation(
            request.Set, request.Subject is null ? null : IncomingSubjectEvent.CheckSubject(request.Subject),
            request.Events is null ? null : CheckEvents(request.Events, options), request.Model, request.Limit ?? DefaultItems,
            request.ExcludeSeen ?? true, request.MinScore ?? 0);
    }

    private static IReadOnlyList<string> CheckEvents(IReadOnlyList<OwnEvent?> events, SequenceOptions options) =>
        events.Count > options.MaxHistoryEvents
            ? throw new ProblemException(BodyProblems.InvalidField(
                "events", $"has {events.Count} entries; give the last {options.MaxHistoryEvents} at most"))
            : [.. events.Select((one, place) => IncomingSubjectEvent.CheckItem($"events[{place}].item", one?.Item))];
}
