using System.Text.Json;
using Engram.Blobs;
using Engram.Contracts.Memories;
using Engram.MemoryIndex.Search;
using Engram.MemoryIndex.Storage;
using Engram.MemorySearch.Index;
using Microsoft.Extensions.Options;

namespace Engram.MemoryIndex.Import;

/// <summary>Stores, withdraws and deletes memories in the transaction of the inbox, and announces the outcome through the outbox.</summary>
public sealed class MemoryStore(
    MemoryDb db, MemoryWriter writer, MemorySets sets, KeyHashFactory hashes, IBlobStore blobs, MemoryIndexMetrics metrics,
    IOptions<MemoryIndexOptions> options,
    ILogger<MemoryStore> logger)
{
    /// <summary>Stores a chunk. A chunk of a deleted set is dropped. One that is already stored is announced again with its original
    /// counts. One of a set that can't be hashed as configured is rejected.</summary>
    /// <exception cref="ChunkException">The chunk is missing, too long or malformed.</exception>
    public Task StoreAsync(StoreMemories message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return TakeAsync(new Chunk(message.Set, message.ImportId, message.Chunk, message.ChunkSha256), Read, cancellationToken);

        MemoryChange Read(byte[] content)
        {
            var memories = ChunkReader.Read(content, message.Format, message.Set.WindowWords, options.Value.MaxSentenceWords);
            return message.Replaces ? MemoryChange.Replace(memories) : MemoryChange.Add(memories);
        }
    }

    /// <summary>Withdraws what a chunk names; otherwise like <see cref="StoreAsync"/>.</summary>
    /// <exception cref="ChunkException">The chunk is missing, too long or malformed.</exception>
    public Task WithdrawAsync(WithdrawMemories message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var chunk = new Chunk(message.Set, message.ImportId, message.Chunk, message.ChunkSha256);
        return TakeAsync(chunk, content => ChunkReader.ReadWithdrawals(content, message.Format), cancellationToken);
    }

    public async Task DeleteAsync(DeleteMemorySet command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        await writer.DeleteAsync(command.SetId, cancellationToken);
        db.Enqueue(new MemorySetDeleted { SetId = command.SetId });
        Log.SetDeleted(logger, command.SetId);
    }

    private async Task TakeAsync(Chunk chunk, Func<byte[], MemoryChange> read, CancellationToken cancellationToken)
    {
        try
        {
            await TakeHashedAsync(chunk, read, cancellationToken);
        }
        catch (HashingException e)
        {
            Log.ChunkRefused(logger, chunk.Set.SetId, chunk.ImportId, chunk.Number, e.Message);
            db.Enqueue(new MemoriesRefused
            {
                SetId = chunk.Set.SetId,
                ImportId = chunk.ImportId,
                Chunk = chunk.Number,
                Code = HashingException.Code,
                Reason = e.Message,
            });
        }
    }

    private async Task TakeHashedAsync(Chunk chunk, Func<byte[], MemoryChange> read, CancellationToken cancellationToken)
    {
        var hash = hashes.Of(chunk.Set);
        // Read before locking the set, so that nobody waits for the read. The content of a dropped or stored chunk may be gone by now.
        var isSettled = await writer.IsDeletedAsync(chunk.Set.SetId, cancellationToken)
            || await writer.FindDoneAsync(chunk.ImportId, chunk.Number, cancellationToken) is not null;
        var change = isSettled ? MemoryChange.Nothing : await ReadAsync(chunk, read, cancellationToken);

        var head = await writer.LockAsync(chunk.Set, cancellationToken);
        if (head.IsDeleted)
        {
            Log.ChunkOfDeletedSet(logger, chunk.Set.SetId, chunk.ImportId, chunk.Number);
            db.Enqueue(new MemorySetDeleted { SetId = chunk.Set.SetId });
            return;
        }

        // Under the lock nothing newer can be committed: the chunk applies to this state of the set.
        var index = await sets.FindNewestAsync(head.SetId, cancellationToken) ?? KeyHashIndex.Empty(hash);
        var outcome = await writer.FindDoneAsync(chunk.ImportId, chunk.Number, cancellationToken);
        if (outcome is null)
            (index, outcome) = await ChangeAsync(chunk, index, change, cancellationToken);

        db.Enqueue(new MemoriesStored
        {
            SetId = head.SetId,
            ImportId = chunk.ImportId,
            Chunk = chunk.Number,
            Added = outcome.Added,
            Removed = outcome.Removed,
            Statistics = index.Statistics,
        });
    }

    /// <summary>Writes the changes, and returns the index that every replica will have after the commit.</summary>
    private async Task<(KeyHashIndex Index, ChunkOutcome Outcome)> ChangeAsync(
        Chunk chunk, KeyHashIndex index, MemoryChange change, CancellationToken cancellationToken)
    {
        var (setId, epoch) = (chunk.Set.SetId, index.Epoch + 1);
        var current = await writer.WithoutOutdatedAsync(setId, chunk.ImportId, change, cancellationToken);
        var left = await writer.WithdrawAsync(setId, epoch, chunk.ImportId, current, cancellationToken);
        var added = await writer.AddAsync(setId, epoch, chunk.ImportId, current.Memories, cancellationToken);
        if (left.Count > 0)
            index = index.Without(left, epoch);
        if (added.Count > 0)
            index = index.With(added, epoch);
        var outcome = new ChunkOutcome(added.Count, left.Count);
        await writer.FinishAsync(setId, index.Epoch, chunk.ImportId, chunk.Number, outcome, cancellationToken);
        metrics.Stored(added.Count);
        Log.ChunkStored(logger, setId, chunk.ImportId, chunk.Number, outcome.Added, outcome.Removed, index.Epoch);
        return (index, outcome);
    }

    private async Task<MemoryChange> ReadAsync(Chunk chunk, Func<byte[], MemoryChange> read, CancellationToken cancellationToken)
    {
        var name = $"Chunk {chunk.Number} of import {chunk.ImportId}";
        var content = await blobs.FindAsync(chunk.Sha256, cancellationToken)
            ?? throw new ChunkException($"{name} is not in the blob store under {chunk.Sha256}.");
        if (content.Length > options.Value.MaxChunkBytes)
            throw new ChunkException(
                $"{name} is {content.Length} bytes long; {MemoryIndexOptions.SectionName}:{nameof(MemoryIndexOptions.MaxChunkBytes)} "
                    + $"allows {options.Value.MaxChunkBytes}.");
        try
        {
            return read(content);
        }
        catch (JsonException e)
        {
            throw new ChunkException($"{name}: {e.Message}", e);
        }
    }

    private sealed record Chunk(MemorySetDefinition Set, Guid ImportId, int Number, string Sha256);
}
