using Engram.ApiContracts;
using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Memories;

/// <summary>Resends chunks and deletions that are not answered in time, and fails a chunk after its last retry.</summary>
public sealed class MemoryExpiry(GatewayDb db, StepContextFactory stepContexts, GatewayMetrics metrics, ILogger<MemoryExpiry> logger)
    : IExpiryHandler, IResume
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        await db.WorkOffAsync(
            () => db.ImportChunks
                .FromSql(
                    $"""
                    select * from gateway.import_chunks where due_at <= {stepContext.Now}
                    order by due_at limit {Batches.Rows} for update skip locked
                    """),
            chunks => LookAfterAsync(chunks, stepContext, cancellationToken),
            cancellationToken);
        await db.WorkOffEachAsync(
            () => db.MemorySets
                .FromSql(
                    $"""
                    select * from gateway.memory_sets where due_at <= {stepContext.Now}
                    order by due_at limit {Batches.Rows} for update skip locked
                    """),
            set => LookAfter(set, stepContext),
            cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var stepContext = stepContexts.Now();
        var (lastImport, lastChunk) = (Guid.Empty, -1);
        var chunksResumed = await db.WorkOffAsync(
            () => db.ImportChunks
                .FromSql(
                    $"""
                    select * from gateway.import_chunks where due_at is not null and (import_id, chunk) > ({lastImport}, {lastChunk})
                    order by import_id, chunk limit {Batches.Rows} for update
                    """),
            async chunks =>
            {
                var sets = await SetsOfAsync(chunks, cancellationToken);
                foreach (var chunk in chunks)
                {
                    chunk.Resume(sets[chunk.SetId], stepContext);
                    (lastImport, lastChunk) = (chunk.ImportId, chunk.Chunk);
                }
            },
            cancellationToken);
        if (chunksResumed > 0)
            Log.Resumed(logger, "chunks", chunksResumed);

        var lastSet = Guid.Empty;
        var setsResumed = await db.WorkOffEachAsync(
            () => db.MemorySets
                .FromSql(
                    $"""
                    select * from gateway.memory_sets where due_at is not null and id > {lastSet}
                    order by id limit {Batches.Rows} for update
                    """),
            set =>
            {
                set.Resume(stepContext);
                lastSet = set.Id;
            },
            cancellationToken);
        if (setsResumed > 0)
            Log.Resumed(logger, "deletions of memory sets", setsResumed);
    }

    private async Task LookAfterAsync(IReadOnlyList<ImportChunk> chunks, StepContext stepContext, CancellationToken cancellationToken)
    {
        var sets = await SetsOfAsync(chunks, cancellationToken);
        foreach (var chunk in chunks)
        {
            chunk.IsDue(sets[chunk.SetId], stepContext);
            if (chunk.Fault is null)
                NoteSentAgain("chunk", chunk.ImportId, chunk.Redrives);
            else
                Log.GivenUp(logger, "Chunk of import", chunk.ImportId, chunk.Redrives);
        }
    }

    private void LookAfter(MemorySet set, StepContext stepContext)
    {
        set.IsDue(stepContext);
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
}
