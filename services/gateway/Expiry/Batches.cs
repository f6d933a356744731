using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Expiry;

/// <summary>Works off rows in batches, each in one transaction.</summary>
internal static class Batches
{
    /// <summary>Most rows of a batch.</summary>
    public const int Rows = 100;

    /// <summary>Repeats: lock a batch of rows, handle them, save. Ends with the first batch that is not full.</summary>
    /// <returns>Rows handled.</returns>
    public static async Task<int> WorkOffAsync<T>(
        this GatewayDb db, Func<IQueryable<T>> lockBatch, Func<IReadOnlyList<T>, Task> handle, CancellationToken cancellationToken)
    {
        for (var handled = 0; ;)
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var batch = await lockBatch().ToListAsync(cancellationToken);
            await handle(batch);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            handled += batch.Count;
            if (batch.Count < Rows)
                return handled;
        }
    }

    /// <summary>The same, row by row.</summary>
    public static Task<int> WorkOffEachAsync<T>(
        this GatewayDb db, Func<IQueryable<T>> lockBatch, Action<T> handle, CancellationToken cancellationToken) =>
        db.WorkOffAsync(
            lockBatch,
            batch =>
            {
                foreach (var row in batch)
                    handle(row);
                return Task.CompletedTask;
            },
            cancellationToken);

    /// <summary>Repeats: delete a batch of rows, in their order. Ends with the first batch that is not full.</summary>
    public static async Task DeleteInBatchesAsync<T>(this IOrderedQueryable<T> rows, CancellationToken cancellationToken)
    {
        while (await rows.Take(Rows).ExecuteDeleteAsync(cancellationToken) == Rows)
            cancellationToken.ThrowIfCancellationRequested();
    }
}
