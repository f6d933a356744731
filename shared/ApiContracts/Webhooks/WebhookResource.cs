namespace Engram.ApiContracts.Webhooks;

/// <summary>All webhooks, oldest first.</summary>
public sealed record WebhookList(IReadOnlyList<WebhookResource> Webhooks);

/// <summary>A webhook as its client sees it.</summary>
public sealed record WebhookResource
{
    public required Guid Id { get; init; }

    public required string Url { get; init; }

    /// <summary>Types of its events; empty: all but <c>training.running</c>.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The source whose posts it is told of; null: all events.</summary>
    public required string? Source { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Why the gateway disabled it; null when it did not.</summary>
    public required string? DisabledReason { get; init; }

    /// <summary>Failed attempts since the last successful one.</summary>
    public required int Failures { get; init; }

    /// <summary>Until when no attempts are made, because too many failed; null when they are.</summary>
    public required DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Until when the former secret signs too; null when it does not.</summary>
    public required DateTimeOffset? FormerSecretUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key of the signatures, as Standard Webhooks writes it. Shown once, when it is made.</summary>
    public string? Secret { get; init; }
}
