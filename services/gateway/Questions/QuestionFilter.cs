using Engram.ApiContracts.Questions;

namespace Engram.Gateway.Questions;

/// <summary>Which questions a listing holds: those that meet every condition that is not null.</summary>
public sealed record QuestionFilter
{
    /// <summary>Name of the memory set when it was asked.</summary>
    public string? Memory { get; init; }

    public QuestionState? State { get; init; }

    /// <summary>Model that answered, declined or is to answer: its name, or <c>name/version</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Least time of asking.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time that it was asked before.</summary>
    public DateTimeOffset? To { get; init; }
}
