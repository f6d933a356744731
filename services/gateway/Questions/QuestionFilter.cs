using Engram.ApiContracts.Questions;

namespace Engram.Gateway.Questions;

/// <summary>Filter of a listing of questions. A question must meet every condition that is not null.</summary>
public sealed record QuestionFilter
{
    /// <summary>Name of the memory set when the question was asked.</summary>
    public string? Memory { get; init; }

    public QuestionState? State { get; init; }

    /// <summary>Model that answered, declined or is requested: its name, or <c>name/version</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Earliest time of asking, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Latest time of asking, exclusive.</summary>
    public DateTimeOffset? To { get; init; }
}
