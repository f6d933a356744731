using Engram.Contracts.Memories;

namespace Engram.MemoryIndex.Storage;

/// <summary>State of a set in PostgreSQL at one moment.</summary>
/// <param name="Set">How its memories are made and hashed.</param>
/// <param name="Epoch">Its newest committed epoch.</param>
/// <param name="WholeBefore">A replica before this epoch reloads the whole set: older deletions are no longer on record.</param>
/// <param name="IsDeleted">Whether the set is deleted, and kept only so that late chunks find out.</param>
public sealed record SetHead(MemorySetDefinition Set, long Epoch, long WholeBefore, bool IsDeleted)
{
    public Guid SetId => Set.SetId;
}
