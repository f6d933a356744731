namespace Engram.Gateway.Data;

/// <summary>What a step in the life of a post or question needs from outside.</summary>
/// <param name="Now">Time of the step.</param>
/// <param name="Outbox">Takes the messages the step sends.</param>
/// <param name="Options">How long to wait for answers.</param>
public sealed record Moment(DateTimeOffset Now, IOutbox Outbox, GatewayOptions Options)
{
    /// <summary>When to send a message again that was sent <paramref name="redrives"/> times before.</summary>
    public DateTimeOffset RedriveAt(int redrives) => Now + Options.RedriveAfter * Math.Pow(2, redrives);
}
