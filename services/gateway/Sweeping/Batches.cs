using Engram.Gateway.Data;

namespace Engram.Gateway.Sweeping;

/// <summary>Works off rows in batches, each in one transaction.</summary>
internal static class Batches
{
    /// <summary>Most rows of a batch.</summary>
    public const int Rows = 100;

    /// <summary>Repeats: lock a batch of rows, handle them, save. Ends with the first batch that is not full.</summary>
    /// <returns>Rows handled.</returns>
    public static async Task<int> WorkOffAsync<T>(
        this GatewayDb db, Func<Task<List<T>>> lockBatch, Func<IReadOnlyList<T>, Task> handle, CancellationToken cancellationToken)
    {
        for (var handled = 0; ;)
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var batch = await lockBatch();
            await handle(batch);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            handled += batch.Count;
            if (batch.Count < Rows)
                return handled;
        }
    }
}
