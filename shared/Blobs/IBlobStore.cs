namespace Engram.Blobs;

/// <summary>
/// Content-addressed store of pictures and uploads. A blob's address is the SHA-256 of its bytes (64 lower-case hex digits); messages refer
/// to blobs by it. The same bytes are stored once. Each reader's result is kept beside the blob, so that a blob is read once.
/// </summary>
public interface IBlobStore
{
    /// <summary>Stores bytes and returns their address. Put the blob first, then commit the row that refers to it: an unreferenced blob is
    /// swept after an hour, a missing one would be a lost picture.</summary>
    Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Stores bytes under an address that the caller computed while receiving them. The stream is sent to the database as it is
    /// read.</summary>
    /// <param name="sha256">Address of the bytes.</param>
    /// <param name="content">The bytes, from the current position. The stream must know its length.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    Task PutAsync(string sha256, Stream content, CancellationToken cancellationToken);

    /// <summary>Returns the bytes, or null when the blob does not exist (its post was deleted).</summary>
    Task<byte[]?> FindAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Returns the result that <paramref name="reader"/> (name and version) stored for a blob, or null.</summary>
    Task<T?> FindReadingAsync<T>(string sha256, string reader, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Returns the features that <paramref name="reader"/> (name and version) computed from a blob, or null.</summary>
    Task<byte[]?> FindFeaturesAsync(string sha256, string reader, CancellationToken cancellationToken);

    /// <summary>Stores the result of <paramref name="reader"/> (name and version) for a blob, with features if it computes any. Does
    /// nothing when the blob no longer exists.</summary>
    Task KeepReadingAsync<T>(string sha256, string reader, T reading, ReadOnlyMemory<byte>? features, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Lists addresses of blobs last put longer than <paramref name="age"/> ago: at most <paramref name="limit"/>, in ascending
    /// order, starting after <paramref name="after"/> (empty: from the first).</summary>
    Task<IReadOnlyList<string>> ListOlderAsync(TimeSpan age, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes at most <paramref name="limit"/> readings, with their features, that were neither stored nor used within
    /// <paramref name="age"/> (days). The pictures stay and are read again when needed.</summary>
    /// <returns>Number of readings deleted.</returns>
    Task<int> ForgetReadingsAsync(TimeSpan age, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes blobs with their readings and features; skips missing ones.</summary>
    Task DeleteAsync(IReadOnlyCollection<string> sha256s, CancellationToken cancellationToken);
}
