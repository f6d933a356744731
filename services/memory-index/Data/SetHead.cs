namespace Engram.MemoryIndex.Data;

/// <summary>What PostgreSQL says of a set at one moment.</summary>
public sealed record SetHead(Guid SetId, long Epoch, int FrequencyCutoff, bool IsDeleted);
