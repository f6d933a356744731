using Engram.Contracts.Memories;

namespace Engram.Gateway.Storage;

/// <summary>What one step of a post, a question, a chunk, a memory set or a training needs from outside.</summary>
/// <param name="Now">Time of the step.</param>
/// <param name="Outbox">Takes the messages the step sends.</param>
/// <param name="Options">Deadlines, retry limits and other options of the gateway.</param>
public sealed record StepContext(DateTimeOffset Now, IOutbox Outbox, GatewayOptions Options)
{
    /// <summary>Id of the memory set that <see cref="GatewayOptions.NeighbourSet"/> names; null if the
    /// option is empty or the set does not exist.</summary>
    public Guid? NeighbourSetId { get; init; }

    /// <summary>The memory set that <see cref="GatewayOptions.RememberPosts"/> names; null if the
    /// option is empty or the set does not exist.</summary>
    public MemorySetDefinition? RememberingSet { get; init; }

    /// <summary>When to resend a message that was already resent <paramref name="redrives"/> times.</summary>
    public DateTimeOffset RedriveAt(int redrives) => Now + Options.RedriveAfter * Math.Pow(2, redrives);
}
