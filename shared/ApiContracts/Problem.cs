using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts;

/// <summary>Why a request, or a line of one, is refused (RFC 9457).</summary>
/// <param name="Name">Stable end of the problem's type URI, <c>urn:engram:problem:NAME</c>.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The kind of problem in words; the same every time.</param>
/// <param name="Detail">This one: what is wrong, where, what would be right.</param>
public sealed record Problem(string Name, int Status, string Title, string Detail)
{
    public const string TypePrefix = "urn:engram:problem:";

    public string Type => TypePrefix + Name;

    /// <summary>Further members of the answer.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    /// <summary>When to send the request again; null where another time changes nothing, or none is known.</summary>
    public int? RetryAfterSeconds { get; init; }

    public ProblemDetails ToDetails() =>
        new() { Type = Type, Title = Title, Status = Status, Detail = Detail, Extensions = new Dictionary<string, object?>(Extensions) };

    public IResult ToResult() => TypedResults.Problem(ToDetails());
}
