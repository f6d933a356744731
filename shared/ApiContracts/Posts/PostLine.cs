using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts.Posts;

/// <summary>Result of one line in a stream of posts: a post or a problem.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Status">HTTP status that the line would get as a separate request.</param>
/// <param name="Post">The post, when it was accepted.</param>
/// <param name="Problem">Why it was not accepted.</param>
public sealed record PostLine(long Line, int Status, PostResource? Post, ProblemDetails? Problem)
{
    /// <summary>What the line deleted; only in lines of platforms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Deletion? Deleted { get; init; }

    /// <summary>Why the line held nothing to accept; only in lines of platforms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Skipped { get; init; }
}

/// <summary>A platform's deletion of one post, or of all posts of an author.</summary>
/// <param name="Source">The platform.</param>
/// <param name="SourceId">The platform's id of the post.</param>
/// <param name="Author">The platform's id of the author.</param>
public sealed record Deletion(string Source, string? SourceId, string? Author);
