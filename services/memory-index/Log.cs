namespace Engram.MemoryIndex;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Warning, "Changes of memory sets can't be followed now; PostgreSQL is listened to again in {Interval}")]
    public static partial void FollowingInterrupted(ILogger logger, TimeSpan interval, Exception exception);

    [LoggerMessage(4001, LogLevel.Information,
        "Set {SetId}: chunk {Chunk} of import {ImportId} added {Added} memories, removed {Removed}; epoch {Epoch}")]
    public static partial void ChunkStored(ILogger logger, Guid setId, Guid importId, int chunk, int added, int removed, long epoch);

    [LoggerMessage(4002, LogLevel.Information, "Set {SetId} was deleted: chunk {Chunk} of import {ImportId} is dropped")]
    public static partial void ChunkOfDeletedSet(ILogger logger, Guid setId, Guid importId, int chunk);

    [LoggerMessage(4004, LogLevel.Warning, "Post {PostId} goes on without neighbours: memory set {SetId} is unknown or deleted")]
    public static partial void PostWithoutSet(ILogger logger, Guid postId, Guid setId);

    [LoggerMessage(4003, LogLevel.Information, "Set {SetId} is deleted")]
    public static partial void SetDeleted(ILogger logger, Guid setId);

    [LoggerMessage(4005, LogLevel.Warning, "Set {SetId} could not be tidied; it serves on as it is")]
    public static partial void NotTidied(ILogger logger, Guid setId, Exception exception);

    [LoggerMessage(4006, LogLevel.Error, "Set {SetId}: chunk {Chunk} of import {ImportId} is refused: {Reason}")]
    public static partial void ChunkRefused(ILogger logger, Guid setId, Guid importId, int chunk, string reason);

    [LoggerMessage(4007, LogLevel.Error, "Set {SetId} is not served: {Reason}")]
    public static partial void SetNotServed(ILogger logger, Guid setId, string reason);

    [LoggerMessage(4008, LogLevel.Debug, "Set {SetId}: revision {Revision} of post {PostId}, remembered: {Remembered}; epoch {Epoch}")]
    public static partial void PostChanged(ILogger logger, Guid setId, string postId, long revision, bool remembered, long epoch);
}
