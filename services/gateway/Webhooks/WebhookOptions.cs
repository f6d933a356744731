using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Webhooks;

/// <summary>How events are sent to webhooks.</summary>
public sealed class WebhookOptions
{
    public const string SectionName = "Gateway:Webhooks";

    /// <summary>Maximum number of webhooks. Default 100.</summary>
    [Range(0, 10_000)]
    public int MaxWebhooks { get; set; } = 100;

    /// <summary>Time limit of one attempt, from the look-up of the name to the headers of the answer. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Maximum concurrent attempts of one gateway for one webhook. Default 8.</summary>
    [Range(1, 256)]
    public int MaxAtOnce { get; set; } = 8;

    /// <summary>How often to look for new events and due deliveries. Default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Failed attempts in a row after which a webhook is left alone for <see cref="PauseFor"/>; after that one attempt decides
    /// whether it goes on. Default 10.</summary>
    [Range(1, 10_000)]
    public int MaxFailures { get; set; } = 10;

    /// <summary>How long a webhook is left alone after <see cref="MaxFailures"/>. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PauseFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the former secret signs too after a new one was made. Default 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long finished deliveries are kept for replays. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Whether webhooks may be on this machine and private networks, and without TLS. Anyone who may make one can then send
    /// requests to what only this machine can reach. Default false.</summary>
    public bool AllowPrivateAddresses { get; set; }
}
