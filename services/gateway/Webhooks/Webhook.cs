using System.Security.Cryptography;

namespace Engram.Gateway.Webhooks;

/// <summary>An address that is told of events.</summary>
public sealed class Webhook
{
    // Standard Webhooks asks for 24 to 64 bytes.
    private const int SecretBytes = 32;

    private Webhook(Guid id, string url)
    {
        Id = id;
        Url = url;
    }

    public Guid Id { get; private set; }

    /// <summary>Position in the order of requests.</summary>
    public long Position { get; private set; }

    public string Url { get; private set; }

    /// <summary>Types of its events; empty: all but progress reports.</summary>
    public string[] Types { get; private set; } = [];

    /// <summary>Only events of posts of this source; null: all events.</summary>
    public string? Source { get; private set; }

    public byte[] Secret { get; private set; } = RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The secret before the last rotation, and until when it signs too.</summary>
    public byte[]? FormerSecret { get; private set; }

    public DateTimeOffset? FormerSecretUntil { get; private set; }

    public bool IsEnabled { get; private set; }

    /// <summary>Why the gateway disabled it; null if it did not.</summary>
    public string? DisabledReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Failed attempts since the last successful one.</summary>
    public int Failures { get; private set; }

    /// <summary>Until when no attempts are made; null if they are.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }

    public static Webhook Make(IncomingWebhook incoming, DateTimeOffset now)
    {
        var webhook = new Webhook(Guid.CreateVersion7(now), incoming.Url) { CreatedAt = now };
        webhook.Change(incoming);
        return webhook;
    }

    /// <summary>Replaces the definition. Enabling it again clears its failures.</summary>
    public void Change(IncomingWebhook incoming)
    {
        (Url, Types, Source) = (incoming.Url, [.. incoming.Types], incoming.Source);
        if (incoming.IsEnabled && !IsEnabled)
            (Failures, PausedUntil) = (0, null);
        (IsEnabled, DisabledReason) = (incoming.IsEnabled, null);
    }

    /// <summary>Makes a new secret; the present one signs too for a while.</summary>
    public void RotateSecret(DateTimeOffset formerUntil)
    {
        (FormerSecret, FormerSecretUntil) = (Secret, formerUntil);
        Secret = RandomNumberGenerator.GetBytes(SecretBytes);
    }

    /// <summary>Returns the secrets that sign an attempt.</summary>
    public IReadOnlyList<byte[]> SecretsAt(DateTimeOffset now) =>
        FormerSecret is { } former && FormerSecretUntil > now ? [Secret, former] : [Secret];

    public void Succeed() => (Failures, PausedUntil) = (0, null);

    /// <summary>Counts a failed attempt; after too many in a row, no more are made for a while.</summary>
    public void Fail(DateTimeOffset now, WebhookOptions options)
    {
        Failures++;
        if (Failures >= options.MaxFailures)
            PausedUntil = now + options.PauseFor;
    }

    public void Disable(string reason) => (IsEnabled, DisabledReason) = (false, reason);
}
