using System.Data;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Npgsql;

namespace Engram.MemoryIndex.Storage;

/// <summary>Streams memory sets from PostgreSQL into indexes.</summary>
public sealed class MemoryReader(NpgsqlDataSource database, KeyHashFactory hashes)
{
    /// <summary>The columns that <see cref="ReadHead"/> reads, in order.</summary>
    internal const string HeadColumns =
        "epoch, deleted, whole_before, set_id, name, hashing, frequency_cutoff, bucket_cap, clusters, window_words";

    // A first load is inverted in pieces, so that its working memory stays small compared to the index.
    private const int MemoriesPerPiece = 1 << 22;
    private const int TextBytesPerPiece = 1 << 29;

    // Longest pause within a long answer: a server that is halted sends nothing.
    private const int LongestPauseMilliseconds = 30_000;

    /// <summary>Every set that is not deleted.</summary>
    public async Task<IReadOnlyList<SetHead>> ReadHeadsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {HeadColumns} from memory.sets where not deleted");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new List<SetHead>();
        while (await reader.ReadAsync(cancellationToken))
            heads.Add(ReadHead(reader));
        return heads;
    }

    /// <summary>One set, or null if PostgreSQL does not know it.</summary>
    public async Task<SetHead?> FindHeadAsync(Guid setId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindHeadAsync(connection, setId, cancellationToken);
    }

    /// <summary>The newest committed epoch of a set: <paramref name="known"/> with the changes since, or the whole set if none is known or
    /// it is too far behind. Null if the set does not exist or is deleted.</summary>
    /// <exception cref="HashingException">This replica can't hash the set as configured.</exception>
    public async Task<KeyHashIndex?> ReadAsync(Guid setId, KeyHashIndex? known, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One snapshot for head and memories: otherwise a set deleted in between would look like one that lost its memories.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        if (await FindHeadAsync(connection, setId, cancellationToken) is not { IsDeleted: false } head)
            return null;

        if (known is null || known.Epoch < head.WholeBefore)
            return await AddAsync(KeyHashIndex.Empty(hashes.Of(head.Set)), head, connection, cancellationToken);
        var left = await ReadLeftAsync(head, known.Epoch, connection, cancellationToken);
        var index = await AddAsync(known, head, connection, cancellationToken);
        return left.Count == 0 ? index : index.Without(left, head.Epoch);
    }

    /// <summary>Origins and storage times of some facts of a set, by id.</summary>
    public async Task<IReadOnlyDictionary<long, (string? Origin, DateTimeOffset? StoredAt)>> ReadOriginsAsync(
        Guid setId, long[] ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select id, origin, stored_at from memory.memories where set_id = $1 and id = any($2)");
        command.Parameters.Add(new NpgsqlParameter { Value = setId });
        command.Parameters.Add(new NpgsqlParameter { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var origins = new Dictionary<long, (string?, DateTimeOffset?)>();
        while (await reader.ReadAsync(cancellationToken))
            origins[reader.GetInt64(0)] = (
                reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2));
        return origins;
    }

    private static async Task<KeyHashIndex> AddAsync(
        KeyHashIndex index, SetHead head, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (index.Epoch == head.Epoch)
            return index;
        // Read in the order of the primary key: a sort would hold back the first row until the last is read.
        await using (var unsorted = new NpgsqlCommand("set local enable_sort = off", connection))
            await unsorted.ExecuteNonQueryAsync(cancellationToken);
        // copy takes no parameters; the values inserted here are an id and numbers.
        await using var stream = await connection.BeginRawBinaryCopyAsync(
            $"""
            copy (
                select id, key, value, source from memory.memories
                where set_id = '{head.SetId}' and epoch > {index.Epoch} and epoch <= {head.Epoch} order by epoch, id
            ) to stdout (format binary)
            """, cancellationToken);
        stream.ReadTimeout = LongestPauseMilliseconds;
        var rows = new CopyRows(stream);
        await rows.BeginAsync(cancellationToken);
        var piece = new SegmentBuilder(index.Hash);
        while (await rows.ReadAsync(cancellationToken))
        {
            piece.Add(rows.NextInt64(), rows.Next(), rows.Next(), rows.Next());
            if (piece.Memories < MemoriesPerPiece && piece.TextBytes < TextBytesPerPiece)
                continue;
            index = index.With(piece, head.Epoch);
            piece = new SegmentBuilder(index.Hash);
        }

        return index.With(piece, head.Epoch);
    }

    /// <summary>Ids of the memories removed from a set after an epoch.</summary>
    private static async Task<List<long>> ReadLeftAsync(
        SetHead head, long after, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select id from memory.left_memories where set_id = $1 and epoch > $2", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = head.SetId });
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var left = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
            left.Add(reader.GetInt64(0));
        return left;
    }

    private static async Task<SetHead?> FindHeadAsync(NpgsqlConnection connection, Guid setId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {HeadColumns} from memory.sets where set_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = setId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadHead(reader) : null;
    }

    internal static SetHead ReadHead(NpgsqlDataReader reader) => new(
        new MemorySetDefinition
        {
            SetId = reader.GetGuid(3),
            Name = reader.IsDBNull(4) ? "" : reader.GetString(4),
            Hashing = Enum.Parse<HashingStrategy>(reader.GetString(5), ignoreCase: true),
            FrequencyCutoff = reader.GetInt32(6),
            BucketCap = reader.IsDBNull(7) ? null : reader.GetInt32(7),
            Clusters = reader.GetInt32(8),
            WindowWords = reader.GetInt32(9),
        },
        Epoch: reader.GetInt64(0), WholeBefore: reader.GetInt64(2), IsDeleted: reader.GetBoolean(1));
}
