using Engram.Contracts.Memories;

namespace Engram.MemoryIndex.Data;

/// <summary>What PostgreSQL says of a set at one moment.</summary>
/// <param name="Set">How its memories are made and hashed.</param>
/// <param name="Epoch">Its newest committed epoch.</param>
/// <param name="IsDeleted">Whether it is only kept so that chunks on their way find it gone.</param>
public sealed record SetHead(MemorySetDefinition Set, long Epoch, bool IsDeleted)
{
    public Guid SetId => Set.SetId;
}
