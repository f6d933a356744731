using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Gateway.Memories;

/// <summary>Knows the memory sets: makes them, lists them with their size, and asks for their end.</summary>
public sealed partial class MemoryCatalogue(GatewayDb db, StepContextFactory stepContexts, TimeProvider time)
{
    private IQueryable<MemorySet> Living => db.MemorySets.AsNoTracking().Where(set => set.DeletedAt == null);

    /// <summary>Makes a set; one that is there already under the same options stays as it is.</summary>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="ProblemException">The name or an option is not valid, or the set is there with other options.</exception>
    public async Task<bool> MakeAsync(string name, MemorySetOptions wanted, CancellationToken cancellationToken)
    {
        if (!NameRule().IsMatch(name))
            throw new ProblemException(Problems.InvalidMemoryName(name));
        wanted.Check();
        if (await FindAsync(name, cancellationToken) is { } known)
            return SameSet(known, wanted);
        try
        {
            db.MemorySets.Add(MemorySet.Make(name, wanted, time.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Made twice at one time, and the other was first.
            db.ChangeTracker.Clear();
            return SameSet(await GetAsync(name, cancellationToken), wanted);
        }
    }

    /// <exception cref="ProblemException">No set has the name; says which there are.</exception>
    public async Task<MemorySet> GetAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken)
        ?? throw new ProblemException(
            Problems.UnknownMemorySet(name, await Living.Select(set => set.Name).OrderBy(known => known).ToListAsync(cancellationToken)));

    public async Task<MemorySetResource> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var set = await GetAsync(name, cancellationToken);
        return (await DescribeAsync([set], cancellationToken))[0];
    }

    public async Task<MemorySetList> ListAsync(CancellationToken cancellationToken) =>
        new(await DescribeAsync(await Living.OrderBy(set => set.Name).ToListAsync(cancellationToken), cancellationToken));

    /// <summary>Tells how far an import into a set is; null when the set knows none of that id.</summary>
    public async Task<ImportProgress?> ProgressAsync(Guid setId, Guid importId, CancellationToken cancellationToken)
    {
        var chunks = db.ImportChunks.Where(chunk => chunk.SetId == setId && chunk.ImportId == importId);
        var progress = await chunks
            .GroupBy(chunk => chunk.ImportId)
            .Select(import => new ImportProgress
            {
                Chunks = import.Count(),
                Stored = import.Count(chunk => chunk.StoredAt != null),
                Failed = import.Count(chunk => chunk.StoredAt == null && chunk.DueAt == null),
                Added = import.Sum(chunk => (long?)chunk.Added) ?? 0,
                Removed = import.Sum(chunk => (long?)chunk.Removed) ?? 0,
            })
            .SingleOrDefaultAsync(cancellationToken);
        return progress is not { Failed: > 0 }
            ? progress
            : progress with { Fault = await chunks.Where(chunk => chunk.Fault != null).OrderBy(chunk => chunk.Chunk).Select(chunk =>
                chunk.Fault).FirstOrDefaultAsync(cancellationToken) };
    }

    /// <summary>Takes a set out of the catalogue at once, and asks the memory to forget it.</summary>
    /// <exception cref="ProblemException">No set has the name.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var id = (await GetAsync(name, cancellationToken)).Id;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockMemorySetAsync(id, cancellationToken) is { DeletedAt: null } set)
        {
            set.Delete(stepContexts.Now());
            await db.ImportChunks.Where(chunk => chunk.SetId == id).ExecuteDeleteAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Notes that a chunk is stored, and the size of its set unless a later one is known. Of a chunk that was stored twice the
    /// first answer counts: the second says that nothing was changed.</summary>
    public async Task StoredAsync(MemoriesStored message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // The set before its chunks, as a deletion holds them: in another order the two would wait for each other.
        await ChangedAsync(message.SetId, message.Statistics, cancellationToken);
        await db.ImportChunks
            .Where(chunk => chunk.ImportId == message.ImportId && chunk.Chunk == message.Chunk
                && (chunk.StoredAt == null || chunk.Added + (chunk.Removed ?? 0) < message.Added + message.Removed))
            .ExecuteUpdateAsync(
                chunk => chunk.SetProperty(c => c.StoredAt, now)
                    .SetProperty(c => c.Added, message.Added).SetProperty(c => c.Removed, message.Removed)
                    .SetProperty(c => c.DueAt, (DateTimeOffset?)null).SetProperty(c => c.Fault, (Fault?)null),
                cancellationToken);
    }

    /// <summary>Notes the size of a set unless a later one is known.</summary>
    public Task ChangedAsync(Guid setId, MemorySetStatistics size, CancellationToken cancellationToken) => db.MemorySets
        .Where(set => set.Id == setId && set.Epoch < size.Epoch)
        .ExecuteUpdateAsync(
            set => set.SetProperty(s => s.Epoch, size.Epoch).SetProperty(s => s.Memories, size.Memories)
                .SetProperty(s => s.Words, size.Words).SetProperty(s => s.HashedWords, size.HashedWords),
            cancellationToken);

    /// <summary>Notes that a chunk will never be stored, and why.</summary>
    public Task RefusedAsync(MemoriesRefused message, CancellationToken cancellationToken)
    {
        var fault = new Fault(message.Code, message.Reason);
        return db.ImportChunks
            .Where(chunk => chunk.ImportId == message.ImportId && chunk.Chunk == message.Chunk && chunk.StoredAt == null)
            .ExecuteUpdateAsync(
                chunk => chunk.SetProperty(c => c.DueAt, (DateTimeOffset?)null).SetProperty(c => c.Fault, fault), cancellationToken);
    }

    /// <summary>Forgets a set whose memory is gone.</summary>
    public Task DeletedAsync(MemorySetDeleted message, CancellationToken cancellationToken) =>
        db.MemorySets.Where(set => set.Id == message.SetId && set.DeletedAt != null).ExecuteDeleteAsync(cancellationToken);

    private async Task<MemorySet?> FindAsync(string name, CancellationToken cancellationToken) =>
        NameRule().IsMatch(name) ? await Living.SingleOrDefaultAsync(set => set.Name == name, cancellationToken) : null;

    private async Task<List<MemorySetResource>> DescribeAsync(List<MemorySet> sets, CancellationToken cancellationToken)
    {
        var ids = sets.Select(set => set.Id).ToList();
        var unfinished = (await db.ImportChunks
                .Where(chunk => ids.Contains(chunk.SetId) && chunk.StoredAt == null)
                .GroupBy(chunk => new { chunk.SetId, chunk.ImportId })
                .Select(
                    import =>
                        new { import.Key.SetId, Pending = import.Count(c => c.DueAt != null), Failed = import.Count(c => c.DueAt == null) })
                .ToListAsync(cancellationToken))
            .ToLookup(import => import.SetId);
        return [.. sets.Select(set => new MemorySetResource
        {
            Name = set.Name,
            Hashing = set.Hashing,
            FrequencyCutoff = set.FrequencyCutoff,
            BucketCap = set.BucketCap,
            Clusters = set.Clusters,
            WindowWords = set.WindowWords,
            Statistics =
                new MemorySetStatistics { Epoch = set.Epoch, Memories = set.Memories, Words = set.Words, HashedWords = set.HashedWords },
            PendingImports = unfinished[set.Id].Count(import => import.Pending > 0),
            PendingChunks = unfinished[set.Id].Sum(import => import.Pending),
            FailedChunks = unfinished[set.Id].Sum(import => import.Failed),
            CreatedAt = set.CreatedAt,
        })];
    }

    private static bool SameSet(MemorySet known, MemorySetOptions wanted) =>
        known.Options == wanted with { Hashing = wanted.Hashing ?? known.Hashing }
            ? false
            : throw new ProblemException(Problems.MemorySetDiffers(known.Name, known.Options));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NameRule();
}
