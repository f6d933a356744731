namespace Engram.Contracts.Memories;

/// <summary>Remove a deleted post from a set, and ignore any <see cref="RememberPost"/> of this or an earlier revision that arrives later.
/// Sent by gateway; consumed by memory-index.</summary>
public sealed record ForgetPost
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>The client's id of the post.</summary>
    public required string PostId { get; init; }

    /// <summary>The revision that was deleted.</summary>
    public required long Revision { get; init; }
}
