using System.ComponentModel;

namespace Engram.ApiContracts.Sequences;

/// <summary>A line of an upload into a sequence set: a subject met an item.</summary>
public sealed record SubjectEventLine
{
    [Description("What to call the event, 1 to 128 characters. An event is taken once: the same again, also by another request, changes "
        + "nothing.")]
    public string? Id { get; init; }

    [Description("Whose event it is, 1 to 256 characters without '/' and '\\'.")]
    public string? Subject { get; init; }

    [Description("What the subject met, 1 to 200 characters, as the model knows it: a film, a hashtag.")]
    public string? Item { get; init; }

    [Description("When, ISO 8601. It orders the subject's events; of one time the first that came is the first.")]
    public string? At { get; init; }
}

/// <summary>An event of a subject as it is stored. It can be sent again as it is.</summary>
public sealed record SubjectEvent(string Id, string Subject, string Item, DateTimeOffset At);

/// <summary>One page of a subject's events, in the order in which they came.</summary>
/// <param name="Events">The events.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record SubjectEventPage(IReadOnlyList<SubjectEvent> Events, string? Next);

/// <summary>A subject of a sequence set.</summary>
public sealed record SubjectSummary(string Subject, long Events, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>One page of subjects, by name.</summary>
/// <param name="Subjects">The subjects.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record SubjectPage(IReadOnlyList<SubjectSummary> Subjects, string? Next);
