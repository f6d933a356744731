using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Engram.ApiContracts.Sources;

/// <summary>Protocol of a live stream.</summary>
public enum SourceForm
{
    /// <summary>Bluesky's Jetstream, version 1.</summary>
    Jetstream,

    /// <summary>A Mastodon server's streaming API.</summary>
    Mastodon,

    /// <summary>A stream of X API v2.</summary>
    X,

    /// <summary>An RSS or Atom feed, which is polled.</summary>
    Rss,
}

/// <summary>A live stream to follow.</summary>
public record SourceDefinition : IValidatableObject
{
    /// <summary>Mastodon's stream of all public posts.</summary>
    public const string PublicStream = "public";

    private const int MaxDids = 10_000; // Jetstream's own limit

    [Required, Description("What the stream speaks.")]
    public SourceForm? Form { get; init; }

    [Required, MaxLength(2048), Description(
        "jetstream: a server's /subscribe, wss://. mastodon: the server. x: a stream of API v2; the fields are asked for where it has no "
        + "query. rss: the feed.")]
    public string? Url { get; init; }

    [Description("jetstream: authors to follow, at most 10,000. Default: all.")]
    public IReadOnlyList<string> Dids { get; init; } = [];

    [RegularExpression(@"[A-Za-z0-9/?=_-]{1,128}"), Description("mastodon: the stream below /api/v1/streaming/. Default public.")]
    public string Stream { get; init; } = PublicStream;

    [MaxLength(2048), Description("mastodon: where its streams are, when not on the server itself.")]
    public string? StreamingUrl { get; init; }

    [Range(1, 5), Description("x: minutes that X sends once more after a reconnect, where the plan has it.")]
    public int? BackfillMinutes { get; init; }

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00"), Description("rss: between two polls. Default 5 minutes.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    internal Uri Address => new(Url!);

    internal Uri? StreamingAddress => StreamingUrl is null ? null : new Uri(StreamingUrl);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string[] schemes = Form == SourceForm.Jetstream ? ["wss", "ws"] : ["https", "http"];
        if (!IsAddress(Url, schemes))
            yield return Fault(nameof(Url), $"must be an absolute {schemes[0]} or {schemes[1]} URL without user and password");
        if (StreamingUrl is not null && !IsAddress(StreamingUrl, schemes))
            yield return Fault(nameof(StreamingUrl), $"must be an absolute {schemes[0]} or {schemes[1]} URL without user and password");
        if (Dids is null || Dids.Count > MaxDids || Dids.Any(did => did is not { Length: > 0 and <= 256 }))
            yield return Fault(nameof(Dids), $"must hold at most {MaxDids} authors of 1 to 256 characters");
        if (Stream is null)
            yield return Fault(nameof(Stream), "is null; leave it out");
    }

    private static ValidationResult Fault(string member, string fault) => new($"{member} {fault}.", [member]);

    private static bool IsAddress(string? url, string[] schemes) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme) && address.UserInfo.Length == 0;
}
