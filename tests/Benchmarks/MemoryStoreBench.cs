using System.Text.Json;
using Engram.Blobs;
using Engram.Contracts.Memories;
using Engram.MemoryIndex.Import;
using Engram.MemoryIndex.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Engram.Benchmarks;

/// <summary>Stores chunks of facts from the blob store in a memory set: deduplicates, counts and announces them. Limit: COPY of the same
/// memories into a bare table.</summary>
internal sealed class MemoryStoreBench : IStageBench
{
    private const int Chunks = 10;
    private const int FactsPerChunk = 1_000;

    private PrivateMemoryIndex? _service;
    private int _nextFact;

    public string Stage => "memory-store";

    public string Unit => "memories";

    public string Limit => "COPY alone";

    public async Task<string?> PrepareAsync()
    {
        _service = await PrivateMemoryIndex.StartAsync();
        await using var create = Database.CreateCommand("create table public.bare (ordinal bigint, key text, value text)");
        await create.ExecuteNonQueryAsync();
        return null;
    }

    public async Task<int> RunOursAsync()
    {
        var set = new MemorySetDefinition { SetId = Guid.NewGuid(), Name = "bench" };
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var lines = SampleFacts.From(TakeFacts(), FactsPerChunk)
                .Select(
                    fact =>
                        JsonSerializer.Serialize(
                            new Dictionary<string, string> { ["subject"] = fact.Subject, ["relation"] = fact.Relation,
                                ["object"] = fact.Value }));
            var message = new StoreMemories
            {
                Set = set,
                ImportId = Guid.NewGuid(),
                Chunk = chunk,
                Format = MemoryFormat.Triples,
                ChunkSha256 = await _service!.Services.GetRequiredService<IBlobStore>()
                    .PutAsync(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)), default),
                Lines = FactsPerChunk,
            };
            await StoreAsync(message);
        }

        return 2 * Chunks * FactsPerChunk;
    }

    public async Task<int> RunLimitAsync()
    {
        await using var connection = await Database.OpenConnectionAsync();
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            await using var copy = await connection.BeginBinaryImportAsync(
                "copy public.bare (ordinal, key, value) from stdin (format binary)");
            var ordinal = 0L;
            foreach (var memory in SampleFacts.Memories(TakeFacts(), FactsPerChunk))
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(ordinal++, NpgsqlDbType.Bigint);
                await copy.WriteAsync(memory.Key, NpgsqlDbType.Text);
                await copy.WriteAsync(memory.Value, NpgsqlDbType.Text);
            }

            await copy.CompleteAsync();
        }

        return 2 * Chunks * FactsPerChunk;
    }

    // Same scope and transaction as the inbox.
    private async Task StoreAsync(StoreMemories message)
    {
        await using var scope = _service!.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MemoryDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await scope.ServiceProvider.GetRequiredService<MemoryStore>().StoreAsync(message, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private NpgsqlDataSource Database => _service!.Database;

    private int TakeFacts() => (_nextFact += FactsPerChunk) - FactsPerChunk;

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
    }
}
