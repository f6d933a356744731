using System.Text.Json;
using Engram.Contracts.Memories;
using Engram.Delivery.Blobs;
using Engram.KeyHashing;
using Engram.MemoryIndex.Data;
using Engram.MemoryIndex.Serving;
using Microsoft.Extensions.Options;

namespace Engram.MemoryIndex.Imports;

/// <summary>Stores and deletes, each within the transaction of the inbox, and announces it by the outbox.</summary>
public sealed class MemoryStore(
    MemoryDb db, MemoryWriter writer, MemorySets sets, KeyHashes hashes, IBlobStore blobs, MemoryIndexMetrics metrics, IOptions<MemoryIndexOptions> options,
    ILogger<MemoryStore> logger)
{
    /// <summary>Stores a chunk. One of a deleted set is dropped; one that was stored before is announced again as it was then; one of a set that
    /// can't be hashed as it asks is refused.</summary>
    /// <exception cref="ChunkException">The chunk is missing, too long, or not what it should be.</exception>
    public async Task StoreAsync(StoreMemories chunk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        try
        {
            await StoreHashedAsync(chunk, cancellationToken);
        }
        catch (HashingException e)
        {
            Log.ChunkRefused(logger, chunk.Set.SetId, chunk.ImportId, chunk.Chunk, e.Message);
            db.Enqueue(new MemoriesRefused { SetId = chunk.Set.SetId, ImportId = chunk.ImportId, Chunk = chunk.Chunk, Code = HashingException.Code, Reason = e.Message });
        }
    }

    public async Task DeleteAsync(DeleteMemorySet command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        await writer.DeleteAsync(command.SetId, cancellationToken);
        db.Enqueue(new MemorySetDeleted { SetId = command.SetId });
        Log.SetDeleted(logger, command.SetId);
    }

    private async Task StoreHashedAsync(StoreMemories chunk, CancellationToken cancellationToken)
    {
        var hash = hashes.Of(chunk.Set);
        // Read before the set is locked, so that nobody waits for it. What a dropped or stored chunk held may be gone by now.
        var isSettled = await writer.IsDeletedAsync(chunk.Set.SetId, cancellationToken)
            || await writer.FindDoneAsync(chunk.ImportId, chunk.Chunk, cancellationToken) is not null;
        var memories = isSettled ? [] : await ReadAsync(chunk, cancellationToken);

        var head = await writer.LockAsync(chunk.Set, cancellationToken);
        if (head.IsDeleted)
        {
            Log.ChunkOfDeletedSet(logger, chunk.Set.SetId, chunk.ImportId, chunk.Chunk);
            db.Enqueue(new MemorySetDeleted { SetId = chunk.Set.SetId });
            return;
        }

        // Under the lock nothing newer can be committed: this is the set as the chunk finds it.
        var index = await sets.FindNewestAsync(head.SetId, cancellationToken) ?? KeyHashIndex.Empty(hash);
        var added = await writer.FindDoneAsync(chunk.ImportId, chunk.Chunk, cancellationToken);
        if (added is null)
        {
            var before = index.Memories;
            index = await AddAsync(chunk, index, memories, cancellationToken);
            added = (int)(index.Memories - before);
        }

        db.Enqueue(new MemoriesStored
        {
            SetId = head.SetId,
            ImportId = chunk.ImportId,
            Chunk = chunk.Chunk,
            Added = added.Value,
            Statistics = index.Statistics,
        });
    }

    /// <summary>Writes the memories the set does not hold yet, and returns the index as every replica will have it after the commit.</summary>
    private async Task<KeyHashIndex> AddAsync(
        StoreMemories chunk, KeyHashIndex index, IReadOnlyList<Memory> memories, CancellationToken cancellationToken)
    {
        var setId = chunk.Set.SetId;
        var added = await writer.AddAsync(setId, index.Epoch + 1, memories, cancellationToken);
        if (added.Count > 0)
            index = index.With(added, index.Epoch + 1);
        await writer.FinishAsync(setId, index.Epoch, chunk.ImportId, chunk.Chunk, added.Count, cancellationToken);
        metrics.Stored(added.Count);
        Log.ChunkStored(logger, setId, chunk.ImportId, chunk.Chunk, added.Count, index.Epoch);
        return index;
    }

    private async Task<IReadOnlyList<Memory>> ReadAsync(StoreMemories chunk, CancellationToken cancellationToken)
    {
        var name = $"Chunk {chunk.Chunk} of import {chunk.ImportId}";
        var content = await blobs.FindAsync(chunk.ChunkSha256, cancellationToken)
            ?? throw new ChunkException($"{name} is not in the blob store under {chunk.ChunkSha256}.");
        if (content.Length > options.Value.MaxChunkBytes)
            throw new ChunkException(
                $"{name} is {content.Length} bytes long; {MemoryIndexOptions.SectionName}:{nameof(MemoryIndexOptions.MaxChunkBytes)} allows {options.Value.MaxChunkBytes}.");
        try
        {
            return ChunkReader.Read(content, chunk.Format, chunk.Set.WindowWords, options.Value.MaxSentenceWords);
        }
        catch (JsonException e)
        {
            throw new ChunkException($"{name}: {e.Message}", e);
        }
    }
}
