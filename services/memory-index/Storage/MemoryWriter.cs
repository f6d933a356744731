using Engram.Contracts.Memories;
using Engram.MemoryIndex.Import;
using Engram.MemorySearch.Index;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Engram.MemoryIndex.Storage;

/// <summary>Changes memory sets in the transaction of the inbox. The set is locked first, until the commit, so its epochs are committed in
/// order.</summary>
public sealed class MemoryWriter(MemoryDb db, IOptions<MemoryIndexOptions> options)
{
    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    public async Task<bool> IsDeletedAsync(Guid setId, CancellationToken cancellationToken)
    {
        await using var command = Command("select deleted from memory.sets where set_id = $1", setId);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Locks a set for the rest of the transaction, creating it if it is new, and returns its current state. The first message
    /// about a set determines its hashing for good.</summary>
    public async Task<SetHead> LockAsync(MemorySetDefinition set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        await ExecuteAsync(
            """
            insert into memory.sets (set_id, name, hashing, frequency_cutoff, bucket_cap, clusters, window_words, epoch)
            values ($1, $2, $3, $4, $5, $6, $7, 0)
            on conflict do nothing
            """,
            cancellationToken, set.SetId, set.Name, set.Hashing.ToString().ToLowerInvariant(), set.FrequencyCutoff, OrNull(set.BucketCap),
            set.Clusters, set.WindowWords);
        await using var command = Command($"select {MemoryReader.HeadColumns} from memory.sets where set_id = $1 for update", set.SetId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return MemoryReader.ReadHead(reader);
    }

    /// <summary>The outcome of a chunk that is already stored; null if it is not.</summary>
    public async Task<ChunkOutcome?> FindDoneAsync(Guid importId, int chunk, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select added, removed from memory.imports_done where import_id = $1 and chunk = $2", importId, chunk);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new ChunkOutcome(reader.GetInt32(0), reader.GetInt32(1)) : null;
    }

    /// <summary>Drops those memories of a change that a later change, which arrived first, replaced or withdrew.</summary>
    public async Task<MemoryChange> WithoutOutdatedAsync(
        Guid setId, Guid changeId, MemoryChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        Guid[] names = [.. change.Memories.SelectMany(NamesOf).Distinct()];
        var outdated = (await ReadAsync(
            "select what from memory.withdrawals where set_id = $1 and change > $2 and what = any($3)",
            reader => reader.GetGuid(0), cancellationToken, setId, changeId, names)).ToHashSet();
        return outdated.Count == 0
            ? change
            : change with { Memories = [.. change.Memories.Where(memory => !NamesOf(memory).Any(outdated.Contains))] };

        static IEnumerable<Guid> NamesOf(Memory memory) => memory.Topic is { } topic ? [topic, MemoryHash.OfContent(memory)] : [];
    }

    /// <summary>Removes what a change replaces or withdraws, under <paramref name="epoch"/>. Memories of later changes stay, and so do
    /// those that this change repeats.</summary>
    /// <returns>Ids of the removed memories.</returns>
    public async Task<IReadOnlyList<long>> WithdrawAsync(
        Guid setId, long epoch, Guid changeId, MemoryChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        Guid[] topics = [.. change.Topics];
        Guid[] contents = [.. change.Contents];
        if (topics.Length + contents.Length == 0)
            return [];
        await ExecuteAsync(
            """
            insert into memory.withdrawals as known (set_id, what, change) select distinct $1, what, $2 from unnest($3 || $4) as what
            on conflict (set_id, what) do update set change = greatest(known.change, excluded.change)
            """, cancellationToken, setId, changeId, topics, contents);

        // Repeated memories now belong to this change, so that neither it nor another chunk of its import removes them.
        var said = change.Memories.Where(memory => memory.Topic is not null).ToList();
        Guid[] saidContents = [.. said.Select(MemoryHash.OfContent)];
        Guid[] saidTopics = [.. said.Select(memory => memory.Topic!.Value)];
        await ExecuteAsync(
            """
            update memory.memories as held set change = $2 from unnest($3, $4) as said (content_hash, topic)
            where held.set_id = $1 and held.content_hash = said.content_hash and held.topic = said.topic
                and (held.change is null or held.change < $2)
            """, cancellationToken, setId, changeId, saidContents, saidTopics);
        await HandOverAsync(setId, changeId, topics, cancellationToken);

        var left = await ReadAsync(
            """
            with gone as (
                delete from memory.memories
                where set_id = $1 and (topic = any($4) or content_hash = any($5)) and (change is null or change < $3)
                returning id)
            insert into memory.left_memories (set_id, epoch, id) select $1, $2, id from gone returning id
            """, reader => reader.GetInt64(0), cancellationToken, setId, epoch, changeId, topics, contents);
        if (left.Count > 0)
            await ForgetLeftAsync(setId, epoch, cancellationToken);
        return left;
    }

    /// <summary>Memories of a replaced or withdrawn document that other documents also contain pass to one of those.</summary>
    private async Task HandOverAsync(Guid setId, Guid changeId, Guid[] topics, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            "delete from memory.shared_memories where set_id = $1 and topic = any($3) and change < $2",
            cancellationToken, setId, changeId, topics);
        await ExecuteAsync(
            """
            with heir as (
                select distinct on (other.content_hash) other.content_hash, other.topic, other.change
                from memory.memories held
                join memory.shared_memories other on other.set_id = held.set_id and other.content_hash = held.content_hash
                where held.set_id = $1 and held.topic = any($3) and (held.change is null or held.change < $2)
                order by other.content_hash, other.change desc, other.topic),
            handed_over as (
                update memory.memories as held set topic = heir.topic, change = heir.change from heir
                where held.set_id = $1 and held.content_hash = heir.content_hash)
            delete from memory.shared_memories as other using heir
            where other.set_id = $1 and other.content_hash = heir.content_hash and other.topic = heir.topic
            """, cancellationToken, setId, changeId, topics);
    }

    /// <summary>Stores the memories that the set does not hold yet, under <paramref name="epoch"/>, and returns them.</summary>
    /// <param name="change">The import that contains them; null: none.</param>
    public async Task<IReadOnlyList<StoredMemory>> AddAsync(
        Guid setId, long epoch, Guid? change, IReadOnlyList<Memory> memories, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memories);
        if (memories.Count == 0)
            return [];
        var byHash = await CopyToStageAsync(memories, cancellationToken);
        var added = await ReadAsync(
            """
            insert into memory.memories (set_id, epoch, kind, key, value, source, origin, content_hash, topic, change)
            select $1, $2, kind, key, value, source, origin, content_hash, topic, $3 from memory_stage order by ordinal
            on conflict (set_id, content_hash) do nothing
            returning id, content_hash
            """, reader => (Id: reader.GetInt64(0), Memory: byHash[reader.GetGuid(1)]), cancellationToken, setId, epoch, OrNull(change));
        if (change is { } changeId)
            await ShareAsync(setId, changeId, memories, cancellationToken);
        return [.. added.Select(row => new StoredMemory(row.Id, row.Memory.Key, row.Memory.Value, row.Memory.Source))];
    }

    /// <summary>Records which memories belong to further documents too.</summary>
    private async Task ShareAsync(Guid setId, Guid changeId, IReadOnlyList<Memory> memories, CancellationToken cancellationToken)
    {
        var said = memories.Where(memory => memory.Kind is MemoryKind.Sentence or MemoryKind.Window)
            .Select(memory => (Content: MemoryHash.OfContent(memory), Topic: memory.Topic!.Value)).Distinct().ToList();
        if (said.Count == 0)
            return;
        Guid[] contents = [.. said.Select(memory => memory.Content)];
        Guid[] topics = [.. said.Select(memory => memory.Topic)];
        // Memories stored without a topic get the topic of the document that contains them now.
        await ExecuteAsync(
            """
            update memory.memories as held set topic = said.topic, change = $2 from unnest($3, $4) as said (content_hash, topic)
            where held.set_id = $1 and held.content_hash = said.content_hash and held.topic is null
            """, cancellationToken, setId, changeId, contents, topics);
        await ExecuteAsync(
            """
            insert into memory.shared_memories as known (set_id, content_hash, topic, change)
            select $1, said.content_hash, said.topic, $2 from unnest($3, $4) as said (content_hash, topic)
            join memory.memories as held on held.set_id = $1 and held.content_hash = said.content_hash and held.topic <> said.topic
            on conflict (set_id, content_hash, topic) do update set change = greatest(known.change, excluded.change)
            """, cancellationToken, setId, changeId, contents, topics);
    }

    /// <summary>Finishes the change of a chunk: like <see cref="FinishAsync(Guid, long, CancellationToken)"/>, and records the chunk's
    /// outcome.</summary>
    public async Task FinishAsync(
        Guid setId, long epoch, Guid importId, int chunk, ChunkOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        await ExecuteAsync(
            "insert into memory.imports_done (import_id, chunk, set_id, added, removed) values ($1, $2, $3, $4, $5)",
            cancellationToken, importId, chunk, setId, outcome.Added, outcome.Removed);
        await FinishAsync(setId, epoch, cancellationToken);
    }

    /// <summary>Finishes a change: sets the set's new epoch, and notifies every replica on commit.</summary>
    public async Task FinishAsync(Guid setId, long epoch, CancellationToken cancellationToken)
    {
        await ExecuteAsync("update memory.sets set epoch = $2 where set_id = $1", cancellationToken, setId, epoch);
        await NotifyAsync(setId, cancellationToken);
    }

    /// <summary>Removes a memory from a set under <paramref name="epoch"/>.</summary>
    public async Task RemoveAsync(Guid setId, long epoch, MemoryPlace memory, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            "delete from memory.memories where set_id = $1 and epoch = $2 and id = $3", cancellationToken, setId, memory.Epoch, memory.Id);
        await ExecuteAsync(
            "insert into memory.left_memories (set_id, epoch, id) values ($1, $2, $3)", cancellationToken, setId, epoch, memory.Id);
        await ForgetLeftAsync(setId, epoch, cancellationToken);
    }

    /// <summary>Deletes old records of removed memories (<see cref="MemoryIndexOptions.ListedEpochs"/>).</summary>
    private async Task ForgetLeftAsync(Guid setId, long epoch, CancellationToken cancellationToken)
    {
        var wholeBefore = epoch - options.Value.ListedEpochs;
        if (wholeBefore <= 0)
            return;
        await ExecuteAsync("delete from memory.left_memories where set_id = $1 and epoch <= $2", cancellationToken, setId, wholeBefore);
        await ExecuteAsync("update memory.sets set whole_before = $2 where set_id = $1", cancellationToken, setId, wholeBefore);
    }

    /// <summary>Place of a memory with the same content in the set; null if there is none.</summary>
    public async Task<MemoryPlace?> FindAsync(Guid setId, Memory memory, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select epoch, id from memory.memories where set_id = $1 and content_hash = $2", setId, MemoryHash.OfContent(memory));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new MemoryPlace(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    /// <summary>The newest revision of a post that a set has recorded; null if there is none.</summary>
    public async Task<PostRecord?> FindPostAsync(Guid setId, string postId, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select revision, memory_epoch, memory_id from memory.posts where set_id = $1 and post_id = $2", setId, postId);
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
            on conflict (set_id, post_id) do update
            set revision = excluded.revision, memory_epoch = excluded.memory_epoch, memory_id = excluded.memory_id
            """,
            cancellationToken, setId, postId, post.Revision, OrNull(post.Memory?.Epoch), OrNull(post.Memory?.Id));
    }

    /// <summary>Deletes the contents of a set and records the deletion, even if nothing of the set has arrived yet.</summary>
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
        await ExecuteAsync("delete from memory.shared_memories where set_id = $1", cancellationToken, setId);
        await ExecuteAsync("delete from memory.withdrawals where set_id = $1", cancellationToken, setId);
        await NotifyAsync(setId, cancellationToken);
    }

    private async Task<Dictionary<Guid, Memory>> CopyToStageAsync(IReadOnlyList<Memory> memories, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            create temporary table memory_stage (
                ordinal int, kind text, key text, value text, source text, origin text, content_hash uuid, topic uuid)
            on commit drop
            """, cancellationToken);
        await using var copy = await Connection.BeginBinaryImportAsync(
            "copy memory_stage (ordinal, kind, key, value, source, origin, content_hash, topic) from stdin (format binary)",
            cancellationToken);
        copy.Timeout = TimeSpan.FromSeconds(db.Database.GetCommandTimeout() ?? Connection.CommandTimeout);
        var byHash = new Dictionary<Guid, Memory>(memories.Count);
        foreach (var memory in memories)
        {
            var hash = MemoryHash.OfContent(memory);
            if (!byHash.TryAdd(hash, memory))
                continue;
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(byHash.Count, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(NameOf(memory.Kind), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(memory.Key, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(memory.Value, NpgsqlDbType.Text, cancellationToken);
            await WriteOrNullAsync(copy, memory.Source, cancellationToken);
            await WriteOrNullAsync(copy, memory.Origin, cancellationToken);
            await copy.WriteAsync(hash, NpgsqlDbType.Uuid, cancellationToken);
            if (memory.Topic is { } topic)
                await copy.WriteAsync(topic, NpgsqlDbType.Uuid, cancellationToken);
            else
                await copy.WriteNullAsync(cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
        return byHash;
    }

    private static Task WriteOrNullAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellationToken) =>
        text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);

    private static string NameOf(MemoryKind kind) => kind switch
    {
        MemoryKind.Triple => "triple",
        MemoryKind.Reversed => "reversed",
        MemoryKind.Sentence => "sentence",
        MemoryKind.Window => "window",
        _ => "post",
    };

    private static object OrNull(object? value) => value ?? DBNull.Value;

    private async Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
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
        // The timeout that the inbox set for this context.
        command.CommandTimeout = db.Database.GetCommandTimeout() ?? command.CommandTimeout;
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
