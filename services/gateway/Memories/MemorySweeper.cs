using Engram.Gateway.Data;
using Engram.Gateway.Sweeping;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>Sends chunks and deletions again that are not heard of, and gives a chunk up in the end.</summary>
public sealed class MemorySweeper(GatewayDb db, IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<MemorySweeper> logger)
    : ISweep, IResume
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var moment = Now();
        await db.WorkOffAsync(
            () => db.ImportChunks
                .FromSql($"select * from gateway.import_chunks where due_at <= {moment.Now} order by due_at limit {Batches.Rows} for update skip locked")
                .ToListAsync(cancellationToken),
            chunks => LookAfterAsync(chunks, moment, cancellationToken),
            cancellationToken);
        await db.WorkOffAsync(
            () => db.MemorySets
                .FromSql($"select * from gateway.memory_sets where due_at <= {moment.Now} order by due_at limit {Batches.Rows} for update skip locked")
                .ToListAsync(cancellationToken),
            sets =>
            {
                foreach (var set in sets)
                    LookAfter(set, moment);
                return Task.CompletedTask;
            },
            cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var moment = Now();
        var (lastImport, lastChunk) = (Guid.Empty, -1);
        var chunksResumed = await db.WorkOffAsync(
            () => db.ImportChunks
                .FromSql(
                    $"""
                    select * from gateway.import_chunks where due_at is not null and (import_id, chunk) > ({lastImport}, {lastChunk})
                    order by import_id, chunk limit {Batches.Rows} for update
                    """)
                .ToListAsync(cancellationToken),
            async chunks =>
            {
                var sets = await SetsOfAsync(chunks, cancellationToken);
                foreach (var chunk in chunks)
                    chunk.Resume(sets[chunk.SetId], moment);
                (lastImport, lastChunk) = chunks.Count > 0 ? (chunks[^1].ImportId, chunks[^1].Chunk) : (lastImport, lastChunk);
            },
            cancellationToken);
        if (chunksResumed > 0)
            Log.Resumed(logger, "chunks", chunksResumed);

        var lastSet = Guid.Empty;
        var setsResumed = await db.WorkOffAsync(
            () => db.MemorySets
                .FromSql($"select * from gateway.memory_sets where due_at is not null and id > {lastSet} order by id limit {Batches.Rows} for update")
                .ToListAsync(cancellationToken),
            sets =>
            {
                foreach (var set in sets)
                    set.Resume(moment);
                lastSet = sets.Count > 0 ? sets[^1].Id : lastSet;
                return Task.CompletedTask;
            },
            cancellationToken);
        if (setsResumed > 0)
            Log.Resumed(logger, "deletions of memory sets", setsResumed);
    }

    private async Task LookAfterAsync(IReadOnlyList<ImportChunk> chunks, Moment moment, CancellationToken cancellationToken)
    {
        var sets = await SetsOfAsync(chunks, cancellationToken);
        foreach (var chunk in chunks)
        {
            chunk.IsDue(sets[chunk.SetId], moment);
            if (chunk.Fault is null)
                NoteSentAgain("chunk", chunk.ImportId, chunk.Redrives);
            else
                Log.GivenUp(logger, "Chunk of import", chunk.ImportId, chunk.Redrives);
        }
    }

    private void LookAfter(MemorySet set, Moment moment)
    {
        set.IsDue(moment);
        NoteSentAgain("deletion", set.Id, set.Redrives);
    }

    private void NoteSentAgain(string kind, Guid id, int redrives)
    {
        Log.SentAgain(logger, kind, id, redrives);
        metrics.SentAgain(kind);
    }

    private Task<Dictionary<Guid, MemorySet>> SetsOfAsync(IReadOnlyList<ImportChunk> chunks, CancellationToken cancellationToken)
    {
        var ids = chunks.Select(chunk => chunk.SetId).Distinct().ToList();
        return db.MemorySets.AsNoTracking().Where(set => ids.Contains(set.Id)).ToDictionaryAsync(set => set.Id, cancellationToken);
    }

    private Moment Now() => new(time.GetUtcNow(), db, options.Value);
}
