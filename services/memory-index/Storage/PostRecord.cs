namespace Engram.MemoryIndex.Storage;

/// <summary>The newest revision of a post that a set has recorded.</summary>
/// <param name="Revision">Number of that revision.</param>
/// <param name="Memory">Its memory; null if the post was deleted, or had nothing to store.</param>
public sealed record PostRecord(long Revision, MemoryPlace? Memory);

/// <summary>The place of a memory in its set.</summary>
/// <param name="Epoch">The change that added it.</param>
/// <param name="Id">Its id.</param>
public readonly record struct MemoryPlace(long Epoch, long Id);
