namespace Engram.ApiContracts.Webhooks;

/// <summary>Where to send events, and which.</summary>
public sealed record WebhookDefinition
{
    /// <summary>Address that takes them by POST; https.</summary>
    public string? Url { get; init; }

    /// <summary>Types of the events, for example <c>post.tagged</c>. Default: all but <c>training.running</c>.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Only events of posts of this source. Default: all events.</summary>
    public string? Source { get; init; }

    /// <summary>Whether events are sent. While they are not, they wait as long as events are kept. Default true.</summary>
    public bool? Enabled { get; init; }
}
