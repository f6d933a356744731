using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Engram.ApiContracts.Posts;

/// <summary>What became of one line of a stream of posts: a post or a problem.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">HTTP status the line would have had as a request of its own.</param>
/// <param name="Post">The post, when it was taken.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record PostLine(long Line, int Status, PostResource? Post, ProblemDetails? Problem)
{
    /// <summary>What the line deleted; only lines of platforms do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Deletion? Deleted { get; init; }

    /// <summary>Why there was nothing to take in the line; only in lines of platforms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Skipped { get; init; }
}

/// <summary>What a platform deletes: a post, or all posts of an author.</summary>
/// <param name="Source">The platform.</param>
/// <param name="SourceId">What it calls the post.</param>
/// <param name="Author">Id of the author.</param>
public sealed record Deletion(string Source, string? SourceId, string? Author);
