using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Gateway.Memories;

/// <summary>Creates, lists and deletes memory sets, and tracks their size and the progress of their imports.</summary>
public sealed partial class MemoryCatalogue(GatewayDb db, StepContextFactory stepContexts, TimeProvider time)
{
    private IQueryable<MemorySet> Living => db.MemorySets.AsNoTracking().Where(set => set.DeletedAt == null);

    /// <summary>Creates a set. If it already exists with the same options, nothing changes.</summary>
    /// <returns>Whether the set is new.</returns>
    /// <exception cref="ProblemException">The name or an option is not valid, or the set exists with other options.</exception>
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
            // A concurrent request created the set first.
            db.ChangeTracker.Clear();
            return SameSet(await GetAsync(name, cancellationToken), wanted);
        }
    }

    /// <exception cref="ProblemException">No set has the name; the problem lists the names that exist.</exception>
    public async Task<MemorySet> GetAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken)
        ?? throw new ProblemException(
            Problems.UnknownMemorySet(name, await Living.Select(set => set.Name).OrderBy(known => known).ToListAsync(cancellationToken)));

    /// <summary>Returns the ids of those sets that exist, by their names.</summary>
    public Task<Dictionary<string, Guid>> FindIdsAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var known = names.Where(name => NameRule().IsMatch(name)).ToHashSet();
        return known.Count == 0 ? Task.FromResult(new Dictionary<string, Guid>())
            : Living.Where(set => known.Contains(set.Name)).ToDictionaryAsync(set => set.Name, set => set.Id, cancellationToken);
    }

    public async Task<MemorySetResource> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var set = await GetAsync(name, cancellationToken);
        return (await DescribeAsync([set], cancellationToken))[0];
    }

    public async Task<MemorySetList> ListAsync(CancellationToken cancellationToken) =>
        new(await DescribeAsync(await Living.OrderBy(set => set.Name).ToListAsync(cancellationToken), cancellationToken));

    /// <summary>Returns the progress of an import into a set; null if the set has no import with this id.</summary>
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

    /// <summary>Removes a set from the catalog at once, and asks memory-index to delete its contents.</summary>
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

    /// <summary>Records that a chunk is stored, and the size of its set. If the chunk was processed twice, the answer with more changes
    /// counts: the repeat changed nothing.</summary>
    public async Task StoredAsync(MemoriesStored message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Lock the set before its chunks, in the same order as a deletion, to avoid a deadlock.
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

    /// <summary>Records the size of a set unless a later epoch is already known.</summary>
    public Task ChangedAsync(Guid setId, MemorySetStatistics size, CancellationToken cancellationToken) => db.MemorySets
        .Where(set => set.Id == setId && set.Epoch < size.Epoch)
        .ExecuteUpdateAsync(
            set => set.SetProperty(s => s.Epoch, size.Epoch).SetProperty(s => s.Memories, size.Memories)
                .SetProperty(s => s.Words, size.Words).SetProperty(s => s.HashedWords, size.HashedWords),
            cancellationToken);

    /// <summary>Records that a chunk will never be stored, and why.</summary>
    public Task RefusedAsync(MemoriesRefused message, CancellationToken cancellationToken)
    {
        var fault = new Fault(message.Code, message.Reason);
        return db.ImportChunks
            .Where(chunk => chunk.ImportId == message.ImportId && chunk.Chunk == message.Chunk && chunk.StoredAt == null)
            .ExecuteUpdateAsync(
                chunk => chunk.SetProperty(c => c.DueAt, (DateTimeOffset?)null).SetProperty(c => c.Fault, fault), cancellationToken);
    }

    /// <summary>Removes the row of a deleted set once memory-index has deleted its contents.</summary>
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
