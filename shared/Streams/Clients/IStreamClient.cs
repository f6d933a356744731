using System.Net;

namespace Engram.Streams.Clients;

/// <summary>A live stream of one platform.</summary>
public interface IStreamClient
{
    /// <summary>
    /// Yields the platform's events until canceled. Reconnects after a lost connection and yields <see cref="ConnectionLost"/>; events may
    /// repeat after that. Reads ahead a bounded number of events, so a slow reader slows the platform down.
    /// </summary>
    /// <param name="cursor">A stored <see cref="StreamItem.Cursor"/>; null starts with new events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="StreamRefusedException">The platform rejects the request itself; a retry would fail the same way.</exception>
    IAsyncEnumerable<StreamItem> FollowAsync(string? cursor, CancellationToken cancellationToken);
}

/// <summary>The platform rejects a request: wrong token, unknown stream, or invalid parameter.</summary>
public sealed class StreamRefusedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The exception itself or an inner exception that is a refusal; null when there is none.</summary>
    internal static StreamRefusedException? FindIn(Exception? exception) =>
        exception as StreamRefusedException ?? (exception is null ? null : FindIn(exception.InnerException));
}

/// <summary>Opens a connection to a host. Throws <see cref="StreamRefusedException"/> for a host that must not be contacted.</summary>
public delegate ValueTask<Stream> ConnectionOpener(DnsEndPoint host, CancellationToken cancellationToken);
