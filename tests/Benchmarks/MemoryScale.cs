using Engram.MemoryIndex.Storage;
using Engram.MemorySearch.Index;
using Npgsql;
using NpgsqlTypes;

namespace Engram.Benchmarks;

/// <summary>A memory set of any size in a private PostgreSQL, with its index. The stages for large sets share it; the first one
/// creates it.</summary>
/// <param name="memories">Number of memories in the set.</param>
internal sealed class MemoryScale(int memories) : IAsyncDisposable
{
    /// <summary>Words in this many keys or more are not hashed, and the peers are not asked for them.</summary>
    public const int FrequencyCutoff = 1_000;

    private const int MemoriesPerEpoch = 100_000;

    private readonly Guid _setId = Guid.NewGuid();
    private PrivateMemoryIndex? _service;
    private KeyHashIndex? _index;

    public int Memories => memories;

    public NpgsqlDataSource Database => _service!.Database;

    /// <summary>COPY statement with the rows that a start of the service reads.</summary>
    public string CopyOfSet =>
        $"copy (select id, key, value, source from memory.memories where set_id = '{_setId}' order by epoch, id) to stdout (format binary)";

    /// <summary>Starts and fills PostgreSQL on the first call.</summary>
    public async Task PrepareAsync()
    {
        if (_service is not null)
            return;
        _service = await PrivateMemoryIndex.StartAsync();
        await FillAsync();
    }

    /// <summary>Reads the set from PostgreSQL like a start of the service.</summary>
    public async Task<KeyHashIndex> LoadAsync()
    {
        _index = null; // frees the old index first, to hold only one in memory
        return _index = await _service!.Services.GetRequiredService<MemoryReader>().ReadAsync(_setId, null, default)
            ?? throw new InvalidOperationException("The set is not there.");
    }

    /// <summary>The index of the last load.</summary>
    public async Task<KeyHashIndex> IndexAsync() => _index ?? await LoadAsync();

    /// <summary>Questions reduced to their hashed words. Questions without hashed words are left out.</summary>
    public async Task<IReadOnlyList<string[]>> QuestionsAsync(int count)
    {
        var index = await IndexAsync();
        return [.. ZipfMemories.Questions(memories,
            count).Select(words => words.Distinct().Where(word => index.KeyCountOf(word) is > 0 and < FrequencyCutoff)
                .ToArray()).Where(words => words.Length > 0)];
    }

    /// <summary>Runs a statement without a timeout.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
    }

    // Writes rows without MemoryStore, whose cost is a separate stage. Nothing reads the hashes.
    private async Task FillAsync()
    {
        await using var connection = await Database.OpenConnectionAsync();
        for (var start = 0; start < memories; start += MemoriesPerEpoch)
        {
            await using var copy = await connection.BeginBinaryImportAsync(
                "copy memory.memories (set_id, epoch, kind, key, value, content_hash) from stdin (format binary)");
            foreach (var (number, memory) in ZipfMemories.From(start, Math.Min(MemoriesPerEpoch, memories - start)).Index())
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(_setId, NpgsqlDbType.Uuid);
                await copy.WriteAsync((start / MemoriesPerEpoch) + 1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync("window", NpgsqlDbType.Text);
                await copy.WriteAsync(memory.Key, NpgsqlDbType.Text);
                await copy.WriteAsync(memory.Value, NpgsqlDbType.Text);
                await copy.WriteAsync(new Guid(start + number, 0, 0, new byte[8]), NpgsqlDbType.Uuid);
            }

            await copy.CompleteAsync();
        }

        await ExecuteAsync(
            $"""
            insert into memory.sets (set_id, name, frequency_cutoff, window_words, epoch)
            values ('{_setId}', 'scale', {FrequencyCutoff}, 7, {(memories + MemoriesPerEpoch - 1) / MemoriesPerEpoch})
            """);
        await ExecuteAsync("vacuum analyze memory.memories");
    }
}
