namespace Engram.Contracts.Memories;

/// <summary>A post is gone: let it leave a set, and not come back by a <see cref="RememberPost"/> of this revision or an earlier one that
/// is still on its way. Sent by gateway; consumed by memory-index.</summary>
public sealed record ForgetPost
{
    public required MemorySetDefinition Set { get; init; }

    /// <summary>What its client called the post.</summary>
    public required string PostId { get; init; }

    /// <summary>The revision that was deleted.</summary>
    public required long Revision { get; init; }
}
