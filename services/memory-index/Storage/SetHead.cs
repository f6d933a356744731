using Engram.Contracts.Memories;

namespace Engram.MemoryIndex.Storage;

/// <summary>What PostgreSQL says of a set at one moment.</summary>
/// <param name="Set">How its memories are made and hashed.</param>
/// <param name="Epoch">Its newest committed epoch.</param>
/// <param name="WholeBefore">Who is before this epoch reads the set whole: what left it earlier is no longer listed.</param>
/// <param name="IsDeleted">Whether it is only kept so that chunks on their way find it gone.</param>
public sealed record SetHead(MemorySetDefinition Set, long Epoch, long WholeBefore, bool IsDeleted)
{
    public Guid SetId => Set.SetId;
}
