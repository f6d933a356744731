namespace Engram.MemoryIndex.Storage;

/// <summary>The newest that a set heard of a post.</summary>
/// <param name="Revision">Which revision that was.</param>
/// <param name="Memory">Its memory; null when the post was forgotten.</param>
public sealed record PostRecord(long Revision, MemoryPlace? Memory);

/// <summary>Where a memory lies in its set.</summary>
/// <param name="Epoch">The change that added it.</param>
/// <param name="Id">Its id.</param>
public readonly record struct MemoryPlace(long Epoch, long Id);
