using Engram.Blobs;
using Engram.Gateway.Pictures;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Storage;

/// <summary>
/// Keeps blobs consistent with the rows that refer to them. A writer holds a shared lock on a blob from before the put until the commit; a
/// deleter holds the lock exclusively. So a blob is never deleted between its put and the commit of its first reference.
/// </summary>
internal static class BlobReferences
{
    /// <summary>Stores a blob that a row is about to refer to, and protects it from deletion until the transaction ends.</summary>
    /// <returns>The blob's address.</returns>
    public static async Task<string> PutBlobAsync(
        this GatewayDb db, ReadOnlyMemory<byte> content, IBlobStore blobs, CancellationToken cancellationToken)
    {
        await db.HoldBlobAsync(BlobAddress.Of(content.Span), cancellationToken);
        return await blobs.PutAsync(content, cancellationToken);
    }

    /// <inheritdoc cref="PutBlobAsync(GatewayDb, ReadOnlyMemory{byte}, IBlobStore, CancellationToken)"/>
    public static async Task<string> PutBlobAsync(
        this GatewayDb db, PictureContent picture, IBlobStore blobs, CancellationToken cancellationToken)
    {
        await db.HoldBlobAsync(picture.Sha256, cancellationToken);
        await blobs.PutAsync(picture.Sha256, picture.Open(), cancellationToken);
        return picture.Sha256;
    }

    /// <summary>Returns the blobs that are referenced: by a post, by a chunk that is neither stored nor
    /// failed, or by a training that is not finished.</summary>
    public static async Task<IReadOnlySet<string>> ReferencedAsync(
        this GatewayDb db, IReadOnlyCollection<string> sha256s, CancellationToken cancellationToken)
    {
        var referenced = db.Database.SqlQuery<string>(
            $"""
            select sha256 as "Value" from unnest({sha256s.ToArray()}) as sha256
            where exists (select from gateway.posts where picture_sha256s @> array[sha256])
                or exists (select from gateway.import_chunks where chunk_sha256 = sha256 and due_at is not null)
                or exists (
                    select from gateway.trainings, json_array_elements(files) as file
                    where due_at is not null and file ->> 'sha256' = sha256)
            """);
        return (await referenced.ToListAsync(cancellationToken)).ToHashSet();
    }

    private static Task HoldBlobAsync(this GatewayDb db, string sha256, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock_shared(hashtextextended({sha256}, 0))", cancellationToken);

    /// <summary>Deletes a blob unless something refers to it.</summary>
    /// <returns>Whether the blob was deleted.</returns>
    public static async Task<bool> DeleteUnreferencedAsync(
        this GatewayDb db, string sha256, IBlobStore blobs, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({sha256}, 0))", cancellationToken);
        var isReferred = (await db.ReferencedAsync([sha256], cancellationToken)).Count > 0;
        if (!isReferred)
            await blobs.DeleteAsync([sha256], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return !isReferred;
    }
}
