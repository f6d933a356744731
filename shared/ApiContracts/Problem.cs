using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts;

/// <summary>Why a request, or one line of it, is rejected (RFC 9457).</summary>
/// <param name="Name">Stable last part of the problem's type URI, <c>urn:engram:problem:NAME</c>.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The kind of problem in words; always the same for a name.</param>
/// <param name="Detail">This occurrence: what is wrong, where, and what would be right.</param>
public sealed record Problem(string Name, int Status, string Title, string Detail)
{
    public const string TypePrefix = "urn:engram:problem:";

    public string Type => TypePrefix + Name;

    /// <summary>Further members of the response.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    /// <summary>When to retry the request; null when waiting does not help, or the time is not known.</summary>
    public int? RetryAfterSeconds { get; init; }

    public ProblemDetails ToDetails() =>
        new() { Type = Type, Title = Title, Status = Status, Detail = Detail, Extensions = new Dictionary<string, object?>(Extensions) };

    public IResult ToResult() => TypedResults.Problem(ToDetails());
}
