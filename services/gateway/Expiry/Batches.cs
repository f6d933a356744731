using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Expiry;

/// <summary>Processes rows in batches, one transaction per batch.</summary>
internal static class Batches
{
    /// <summary>Maximum rows per batch.</summary>
    public const int Rows = 100;

    /// <summary>Locks, handles and saves batches of rows until one is not full.</summary>
    /// <returns>Number of rows handled.</returns>
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

    /// <summary>Like <see cref="WorkOffAsync{T}"/>, but handles one row at a time.</summary>
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

    /// <summary>Deletes rows in their order, batch by batch, until a batch is not full.</summary>
    public static async Task DeleteInBatchesAsync<T>(this IOrderedQueryable<T> rows, CancellationToken cancellationToken)
    {
        while (await rows.Take(Rows).ExecuteDeleteAsync(cancellationToken) == Rows)
            cancellationToken.ThrowIfCancellationRequested();
    }
}
