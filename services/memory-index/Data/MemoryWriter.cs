using System.Security.Cryptography;
using System.Text;
using Engram.Contracts.Memories;
using Engram.KeyHashing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Engram.MemoryIndex.Data;

/// <summary>Changes memory sets, inside the transaction of the inbox. A set is locked first and until the commit, so that its epochs are
/// committed in order.</summary>
public sealed class MemoryWriter(MemoryDb db, IOptions<MemoryIndexOptions> options)
{
    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    public async Task<bool> IsDeletedAsync(Guid setId, CancellationToken cancellationToken)
    {
        await using var command = Command("select deleted from memory.sets where set_id = $1", setId);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Locks a set for the rest of the transaction, making it if it is new, and returns it as it is now. How a set is hashed is
    /// settled when it is first heard of.</summary>
    public async Task<SetHead> LockAsync(MemorySetDefinition set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        await ExecuteAsync(
            """
            insert into memory.sets (set_id, name, hashing, frequency_cutoff, bucket_cap, clusters, window_words, epoch) values ($1, $2, $3, $4, $5, $6, $7, 0)
            on conflict do nothing
            """,
            cancellationToken, set.SetId, set.Name, set.Hashing.ToString().ToLowerInvariant(), set.FrequencyCutoff, (object?)set.BucketCap ?? DBNull.Value, set.Clusters, set.WindowWords);
        await using var command = Command($"select {MemoryReader.HeadColumns} from memory.sets where set_id = $1 for update", set.SetId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return MemoryReader.ReadHead(reader);
    }

    /// <summary>How many memories a chunk added when it was stored before, or null when it was not.</summary>
    public async Task<int?> FindDoneAsync(Guid importId, int chunk, CancellationToken cancellationToken)
    {
        await using var command = Command("select added from memory.imports_done where import_id = $1 and chunk = $2", importId, chunk);
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Stores those memories the set does not hold yet, under <paramref name="epoch"/>, and returns them.</summary>
    public async Task<IReadOnlyList<StoredMemory>> AddAsync(
        Guid setId, long epoch, IReadOnlyList<Memory> memories, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memories);
        var byHash = await CopyToStageAsync(memories, cancellationToken);
        await using var command = Command(
            """
            insert into memory.memories (set_id, epoch, key, value, source, content_hash)
            select $1, $2, key, value, source, content_hash from memory_stage order by ordinal
            on conflict (set_id, content_hash) do nothing
            returning id, content_hash
            """, setId, epoch);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var added = new List<StoredMemory>(memories.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            var memory = byHash[reader.GetGuid(1)];
            added.Add(new StoredMemory(reader.GetInt64(0), memory.Key, memory.Value, memory.Source));
        }

        return added;
    }

    /// <summary>Ends a change by a chunk: as <see cref="FinishAsync(Guid, long, CancellationToken)"/>, and the chunk that made it.</summary>
    public async Task FinishAsync(Guid setId, long epoch, Guid importId, int chunk, int added, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            "insert into memory.imports_done (import_id, chunk, set_id, added) values ($1, $2, $3, $4)", cancellationToken, importId, chunk, setId, added);
        await FinishAsync(setId, epoch, cancellationToken);
    }

    /// <summary>Ends a change: the set's new epoch, and word to every replica once it commits.</summary>
    public async Task FinishAsync(Guid setId, long epoch, CancellationToken cancellationToken)
    {
        await ExecuteAsync("update memory.sets set epoch = $2 where set_id = $1", cancellationToken, setId, epoch);
        await NotifyAsync(setId, cancellationToken);
    }

    /// <summary>Takes a memory out of a set under <paramref name="epoch"/>.</summary>
    public async Task RemoveAsync(Guid setId, long epoch, MemoryPlace memory, CancellationToken cancellationToken)
    {
        await ExecuteAsync("delete from memory.memories where set_id = $1 and epoch = $2 and id = $3", cancellationToken, setId, memory.Epoch, memory.Id);
        await ExecuteAsync("insert into memory.left_memories (set_id, epoch, id) values ($1, $2, $3)", cancellationToken, setId, epoch, memory.Id);
        var wholeBefore = epoch - options.Value.ListedEpochs;
        if (wholeBefore <= 0)
            return;
        await ExecuteAsync("delete from memory.left_memories where set_id = $1 and epoch <= $2", cancellationToken, setId, wholeBefore);
        await ExecuteAsync("update memory.sets set whole_before = $2 where set_id = $1", cancellationToken, setId, wholeBefore);
    }

    /// <summary>Place of a memory that the set holds, by what it says; null when it holds none such.</summary>
    public async Task<MemoryPlace?> FindAsync(Guid setId, Memory memory, CancellationToken cancellationToken)
    {
        await using var command = Command("select epoch, id from memory.memories where set_id = $1 and content_hash = $2", setId, ContentHash(memory));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new MemoryPlace(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    /// <summary>The newest that a set heard of a post; null when it never did.</summary>
    public async Task<PostRecord?> FindPostAsync(Guid setId, string postId, CancellationToken cancellationToken)
    {
        await using var command = Command("select revision, memory_epoch, memory_id from memory.posts where set_id = $1 and post_id = $2", setId, postId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new PostRecord(reader.GetInt64(0), reader.IsDBNull(1) ? null : new MemoryPlace(reader.GetInt64(1), reader.GetInt64(2)));
    }

    public Task KeepPostAsync(Guid setId, string postId, PostRecord post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return ExecuteAsync(
            """
            insert into memory.posts (set_id, post_id, revision, memory_epoch, memory_id) values ($1, $2, $3, $4, $5)
            on conflict (set_id, post_id) do update set revision = excluded.revision, memory_epoch = excluded.memory_epoch, memory_id = excluded.memory_id
            """,
            cancellationToken, setId, postId, post.Revision, (object?)post.Memory?.Epoch ?? DBNull.Value, (object?)post.Memory?.Id ?? DBNull.Value);
    }

    /// <summary>Forgets what a set holds and keeps that it was deleted, even when nothing of it had arrived yet.</summary>
    public async Task DeleteAsync(Guid setId, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            insert into memory.sets as s (set_id, frequency_cutoff, window_words, epoch, deleted) values ($1, 0, 0, 1, true)
            on conflict (set_id) do update set deleted = true, epoch = s.epoch + 1
            """, cancellationToken, setId);
        await ExecuteAsync("delete from memory.memories where set_id = $1", cancellationToken, setId);
        await ExecuteAsync("delete from memory.imports_done where set_id = $1", cancellationToken, setId);
        await ExecuteAsync("delete from memory.left_memories where set_id = $1", cancellationToken, setId);
        await ExecuteAsync("delete from memory.posts where set_id = $1", cancellationToken, setId);
        await NotifyAsync(setId, cancellationToken);
    }

    private async Task<Dictionary<Guid, Memory>> CopyToStageAsync(IReadOnlyList<Memory> memories, CancellationToken cancellationToken)
    {
        await ExecuteAsync("create temporary table memory_stage (ordinal int, key text, value text, source text, content_hash uuid) on commit drop", cancellationToken);
        await using var copy = await Connection.BeginBinaryImportAsync(
            "copy memory_stage (ordinal, key, value, source, content_hash) from stdin (format binary)", cancellationToken);
        var byHash = new Dictionary<Guid, Memory>(memories.Count);
        foreach (var memory in memories)
        {
            var hash = ContentHash(memory);
            if (!byHash.TryAdd(hash, memory))
                continue;
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(byHash.Count, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(memory.Key, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(memory.Value, NpgsqlDbType.Text, cancellationToken);
            await WriteOrNullAsync(copy, memory.Source, cancellationToken);
            await copy.WriteAsync(hash, NpgsqlDbType.Uuid, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
        return byHash;
    }

    private static Task WriteOrNullAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellationToken) =>
        text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);

    private static Guid ContentHash(Memory memory)
    {
        // No text in PostgreSQL holds U+0000, so it keeps key and value apart. Two posts of the same words are two memories.
        var content = Encoding.UTF8.GetBytes(memory.Source is null ? $"{memory.Key}\0{memory.Value}" : $"{memory.Key}\0{memory.Value}\0{memory.Source}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    private Task NotifyAsync(Guid setId, CancellationToken cancellationToken) =>
        ExecuteAsync("select pg_notify($1, $2)", cancellationToken, MemoryDb.ChangedChannel, setId.ToString());

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Memory sets are changed within the transaction of the inbox only.");
        var command = new NpgsqlCommand(sql, Connection, (NpgsqlTransaction)transaction);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
