using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Sequences;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Gateway.Sequences;

/// <summary>Creates, lists and deletes sequence sets.</summary>
public sealed partial class SequenceCatalogue(GatewayDb db, TimeProvider time)
{
    private const int MaxRetentionDays = 36_500;

    /// <summary>Creates a set, or changes how long it keeps events.</summary>
    /// <returns>The set, and whether it is new.</returns>
    /// <exception cref="ProblemException">The name or an option is not valid.</exception>
    public async Task<(SequenceSet Set, bool IsNew)> PutAsync(string name, SequenceSetOptions options, CancellationToken cancellationToken)
    {
        if (!NameRule().IsMatch(name))
            throw new ProblemException(Problems.InvalidSequenceName(name));
        if (options.RetentionDays is < 1 or > MaxRetentionDays)
            throw new ProblemException(BodyProblems.InvalidField(
                "retentionDays", $"is {options.RetentionDays}; give a number from 1 to {MaxRetentionDays}, or leave it out"));
        if (await ChangeAsync(name, options, cancellationToken) is { } known)
            return (known, false);
        try
        {
            var set = db.SequenceSets.Add(SequenceSet.Make(name, options, time.GetUtcNow())).Entity;
            await db.SaveChangesAsync(cancellationToken);
            return (set, true);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // A concurrent request created the set first.
            db.ChangeTracker.Clear();
            return (await ChangeAsync(name, options, cancellationToken) ?? throw await UnknownAsync(name, cancellationToken), false);
        }
    }

    /// <exception cref="ProblemException">No set has the name; the problem lists the names that exist.</exception>
    public async Task<SequenceSet> GetAsync(string name, CancellationToken cancellationToken) =>
        await db.SequenceSets.AsNoTracking().SingleOrDefaultAsync(set => set.Name == name, cancellationToken)
        ?? throw await UnknownAsync(name, cancellationToken);

    public async Task<SequenceSetList> ListAsync(CancellationToken cancellationToken) => new(
        [.. (await db.SequenceSets.AsNoTracking().OrderBy(set => set.Name).ToListAsync(cancellationToken)).Select(ResourceOf)]);

    /// <summary>Deletes a set with its events and the recommendations for its subjects.</summary>
    /// <exception cref="ProblemException">No set has the name.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (await db.SequenceSets.Where(set => set.Name == name).ExecuteDeleteAsync(cancellationToken) == 0)
            throw await UnknownAsync(name, cancellationToken);
    }

    public static SequenceSetResource ResourceOf(SequenceSet set) => new()
    {
        Name = set.Name,
        RetentionDays = set.RetentionDays,
        Events = set.Events,
        Epoch = set.Epoch,
        CreatedAt = set.CreatedAt,
    };

    private async Task<SequenceSet?> ChangeAsync(string name, SequenceSetOptions options, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var set = await db.LockSequenceSetAsync(name, cancellationToken);
        set?.Keep(options.RetentionDays);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return set;
    }

    private async Task<ProblemException> UnknownAsync(string name, CancellationToken cancellationToken) => new(Problems.UnknownSequence(
        name, await db.SequenceSets.Select(set => set.Name).OrderBy(known => known).ToListAsync(cancellationToken)));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NameRule();
}
