using System.Security.Cryptography;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Engram.Messaging.Database;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Idempotency;

/// <summary>An Idempotency-Key that no other request, at any gateway, works under.</summary>
public sealed class HeldKey : IAsyncDisposable
{
    private static readonly TimeSpan LongestRelease = TimeSpan.FromSeconds(0.5);

    private readonly NamedLock _lock;
    private readonly GatewayDb _db;
    private readonly string _path;
    private readonly string _key;
    private readonly TimeProvider _time;

    private HeldKey(NamedLock held, GatewayDb db, string path, string key, TimeProvider time) =>
        (_lock, _db, _path, _key, _time) = (held, db, path, key, time);

    /// <summary>Does the work of a request; of one that was done before, finds what it made.</summary>
    /// <param name="request">The body as it was read, whichever way it was written.</param>
    /// <param name="made">Id of what the work makes, kept in the transaction that makes it.</param>
    /// <param name="work">Makes it.</param>
    /// <param name="find">Finds what was made by its id.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ProblemException">The key came before with another body.</exception>
    public async Task<T> OnceAsync<T>(
        object request, string made, Func<Task<T>> work, Func<string, Task<T>> find, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(find);
        var bodySha256 = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Options)));
        if (await FindAsync(cancellationToken) is { } kept)
            return await find(ResultOf(kept, bodySha256));
        Add(bodySha256, made);
        var result = await work();
        // Saved by the work, unless it found that all was there.
        await _db.SaveChangesAsync(cancellationToken);
        return result;
    }

    /// <summary>The request that came first under the key; null when this is the first.</summary>
    public Task<IdempotencyKey?> FindAsync(CancellationToken cancellationToken) =>
        _db.IdempotencyKeys.AsNoTracking().SingleOrDefaultAsync(kept => kept.Path == _path && kept.Key == _key, cancellationToken);

    /// <summary>What the first request made.</summary>
    /// <exception cref="ProblemException">It had another body.</exception>
    public string ResultOf(IdempotencyKey first, string bodySha256)
    {
        ArgumentNullException.ThrowIfNull(first);
        return first.BodySha256 == bodySha256 ? first.Result : throw new ProblemException(Problems.IdempotencyKeyReused(_key));
    }

    /// <summary>Keeps what the request made.</summary>
    public Task KeepAsync(string bodySha256, string result, CancellationToken cancellationToken)
    {
        Add(bodySha256, result);
        return _db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Lets the key go. A database that does not answer lets it go when it does again, or finds the connection closed: the request
    /// does not wait for that.</summary>
    public async ValueTask DisposeAsync() =>
        await _lock.DisposeAsync().AsTask().WaitAsync(LongestRelease).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes a key; null when another request holds it.</summary>
    internal static async Task<HeldKey?> TryTakeAsync(
        DirectDatabase database, GatewayDb db, string path, string key, TimeProvider time, CancellationToken cancellationToken) =>
        await NamedLock.TryTakeAsync(database, $"idempotency-key:{path}:{key}", cancellationToken) is { } held
            ? new HeldKey(held, db, path, key, time) : null;

    private void Add(string bodySha256, string result) => _db.IdempotencyKeys.Add(new IdempotencyKey
    {
        Path = _path,
        Key = _key,
        BodySha256 = bodySha256,
        Result = result,
        CreatedAt = _time.GetUtcNow(),
    });
}
