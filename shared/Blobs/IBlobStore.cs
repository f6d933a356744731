namespace Engram.Blobs;

/// <summary>
/// Pictures and uploads by content: put returns the SHA-256 of the bytes (64 lower-case hex digits), by which messages refer to them.
/// Putting the same bytes twice stores them once. Beside a blob lies what each reader made of it, so that it is read once.
/// </summary>
public interface IBlobStore
{
    /// <summary>Stores bytes and returns their address. Put the blob first, then commit the row that refers to it: an unreferenced blob is
    /// swept after an hour, a missing one would be a lost picture.</summary>
    Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Stores bytes under their address, which the caller computed as they came; they are sent on as they are read.</summary>
    /// <param name="sha256">Their address.</param>
    /// <param name="content">The bytes, from where the stream stands; it can tell its length.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task PutAsync(string sha256, Stream content, CancellationToken cancellationToken);

    /// <summary>Returns the bytes, or null when there is no such blob (its post was deleted).</summary>
    Task<byte[]?> FindAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Returns what <paramref name="reader"/> (name and version) made of a blob earlier, or null.</summary>
    Task<T?> FindReadingAsync<T>(string sha256, string reader, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Returns the features <paramref name="reader"/> (name and version) computed from a blob, or null.</summary>
    Task<byte[]?> FindFeaturesAsync(string sha256, string reader, CancellationToken cancellationToken);

    /// <summary>Keeps what <paramref name="reader"/> (name and version) made of a blob, with its features if it computes any; does nothing
    /// when the blob is gone.</summary>
    Task KeepReadingAsync<T>(string sha256, string reader, T reading, ReadOnlyMemory<byte>? features, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Lists addresses of blobs that were last put longer than <paramref name="age"/> ago, in their order, from after
    /// <paramref name="after"/> on (empty: from the first): at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> ListOlderAsync(TimeSpan age, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Forgets readings and features that were neither made nor used for longer than <paramref name="age"/>, which is days:
    /// at most <paramref name="limit"/>. Their pictures stay, and are read again when they are wanted.</summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetReadingsAsync(TimeSpan age, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes blobs with their readings and features; those not there are skipped.</summary>
    Task DeleteAsync(IReadOnlyCollection<string> sha256s, CancellationToken cancellationToken);
}
