using System.Data;
using System.Runtime.CompilerServices;
using Engram.KeyHashing;
using Npgsql;

namespace Engram.MemoryIndex.Data;

/// <summary>Reads memory sets into indexes, streaming.</summary>
public sealed class MemoryReader(NpgsqlDataSource database)
{
    // A first load is inverted piece by piece, so that its working space stays small beside the index it makes.
    private const int MemoriesPerPiece = 1 << 17;
    private const int TextBytesPerPiece = 1 << 28;

    /// <summary>Every set that is not deleted.</summary>
    public async Task<IReadOnlyList<SetHead>> ReadHeadsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select set_id, epoch, frequency_cutoff, deleted from memory.sets where not deleted");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new List<SetHead>();
        while (await reader.ReadAsync(cancellationToken))
            heads.Add(ReadHead(reader));
        return heads;
    }

    /// <summary>One set, or null when PostgreSQL has never heard of it.</summary>
    public async Task<SetHead?> FindHeadAsync(Guid setId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindHeadAsync(connection, setId, cancellationToken);
    }

    /// <summary>The newest committed epoch of a set: <paramref name="known"/> with what was added since, or the set read whole when none
    /// is known. Null when the set is not there or deleted.</summary>
    public async Task<WordHashIndex?> ReadAsync(Guid setId, WordHashIndex? known, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One snapshot for head and memories: a set deleted in between would else be read as one that lost its memories.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        if (await FindHeadAsync(connection, setId, cancellationToken) is not { IsDeleted: false } head)
            return null;

        return await AddAsync(known ?? WordHashIndex.Empty(head.FrequencyCutoff), head, connection, cancellationToken);
    }

    private static async Task<WordHashIndex> AddAsync(
        WordHashIndex index, SetHead head, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (index.Epoch == head.Epoch)
            return index;
        var piece = new SegmentBuilder();
        await foreach (var memory in ReadMemoriesAsync(connection, head.SetId, after: index.Epoch, until: head.Epoch, cancellationToken))
        {
            piece.Add(memory);
            if (piece.Memories < MemoriesPerPiece && piece.TextBytes < TextBytesPerPiece)
                continue;
            index = index.With(piece, head.Epoch);
            piece = new SegmentBuilder();
        }

        return index.With(piece, head.Epoch);
    }

    private static async IAsyncEnumerable<StoredMemory> ReadMemoriesAsync(
        NpgsqlConnection connection, Guid setId, long after, long until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select id, key, value, source from memory.memories where set_id = $1 and epoch > $2 and epoch <= $3 order by epoch, id", connection);
        command.CommandTimeout = 0; // however long a big set takes: the stream itself shows progress
        command.Parameters.Add(new NpgsqlParameter { Value = setId });
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        command.Parameters.Add(new NpgsqlParameter { Value = until });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new StoredMemory(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    private static async Task<SetHead?> FindHeadAsync(NpgsqlConnection connection, Guid setId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select set_id, epoch, frequency_cutoff, deleted from memory.sets where set_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = setId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadHead(reader) : null;
    }

    private static SetHead ReadHead(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetBoolean(3));
}
