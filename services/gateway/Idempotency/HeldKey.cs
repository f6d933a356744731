using System.Security.Cryptography;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Engram.Messaging.Database;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Idempotency;

/// <summary>An Idempotency-Key that one request holds exclusively, across all gateways.</summary>
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

    /// <summary>Runs a request once. If it ran before, returns what it created then.</summary>
    /// <param name="request">The parsed body, so that the same request in another encoding still matches.</param>
    /// <param name="made">Id of the item that the work creates, saved in the same transaction as the item.</param>
    /// <param name="work">Creates the item.</param>
    /// <param name="find">Finds the item by its id.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">The key was used before with another body.</exception>
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
        // The work has already saved the key, unless the item existed and there was nothing to save.
        await _db.SaveChangesAsync(cancellationToken);
        return result;
    }

    /// <summary>Returns the first request with the key; null if this is the first.</summary>
    public Task<IdempotencyKey?> FindAsync(CancellationToken cancellationToken) =>
        _db.IdempotencyKeys.AsNoTracking().SingleOrDefaultAsync(kept => kept.Path == _path && kept.Key == _key, cancellationToken);

    /// <summary>Returns what the first request created.</summary>
    /// <exception cref="ProblemException">The first request had another body.</exception>
    public string ResultOf(IdempotencyKey first, string bodySha256)
    {
        ArgumentNullException.ThrowIfNull(first);
        return first.BodySha256 == bodySha256 ? first.Result : throw new ProblemException(Problems.IdempotencyKeyReused(_key));
    }

    /// <summary>Records what the request created.</summary>
    public Task KeepAsync(string bodySha256, string result, CancellationToken cancellationToken)
    {
        Add(bodySha256, result);
        return _db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Releases the key, and waits at most 0.5 s for that. An unavailable database releases it later, when it
    /// recovers or finds the connection closed.</summary>
    public async ValueTask DisposeAsync() =>
        await _lock.DisposeAsync().AsTask().WaitAsync(LongestRelease).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes a key; null if another request holds it.</summary>
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
