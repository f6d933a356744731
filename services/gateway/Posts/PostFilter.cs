using Engram.ApiContracts.Posts;

namespace Engram.Gateway.Posts;

/// <summary>Filter of a listing of posts. A post must meet every condition that is not null.</summary>
public sealed record PostFilter
{
    public PostState? State { get; init; }

    public string? Source { get; init; }

    /// <summary>Id of the author within the source.</summary>
    public string? Author { get; init; }

    /// <summary>A keyphrase in lower case.</summary>
    public string? Tag { get; init; }

    /// <summary>A language tag in normalized case.</summary>
    public string? Language { get; init; }

    /// <summary>Earliest time, inclusive: when the post was written, as it claims, or else when it arrived.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Latest time, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether a post meets the filter, as a listing would find.</summary>
    public bool Matches(Post post)
    {
        ArgumentNullException.ThrowIfNull(post);
        var time = post.CreatedAt ?? post.ReceivedAt;
        return (State is null || post.State == State)
            && (Source is null || post.Source == Source)
            && (Author is null || post.AuthorId == Author)
            && (Tag is null || post.Tags.Contains(Tag))
            && (Language is null || post.Languages.Contains(Language))
            && (From is null || time >= From)
            && (To is null || time < To);
    }
}
