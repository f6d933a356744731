using Engram.Contracts.Memories;

namespace Engram.Gateway.Storage;

/// <summary>What a step in the life of a post, a question, a chunk or a memory set needs from outside.</summary>
/// <param name="Now">Time of the step.</param>
/// <param name="Outbox">Takes the messages the step sends.</param>
/// <param name="Options">How long to wait for answers.</param>
public sealed record StepContext(DateTimeOffset Now, IOutbox Outbox, GatewayOptions Options)
{
    /// <summary>The memory set of tagged posts that <see cref="GatewayOptions.NeighbourSet"/> names; null when it names none, or one that
    /// is not there.</summary>
    public Guid? NeighbourSetId { get; init; }

    /// <summary>The memory set that <see cref="GatewayOptions.RememberPosts"/> names; null when it names none, or one that is not
    /// there.</summary>
    public MemorySetDefinition? RememberingSet { get; init; }

    /// <summary>When to send a message again that was sent <paramref name="redrives"/> times before.</summary>
    public DateTimeOffset RedriveAt(int redrives) => Now + Options.RedriveAfter * Math.Pow(2, redrives);
}
