using System.Net;

namespace Engram.Streams.Clients;

/// <summary>A live stream of one platform.</summary>
public interface IStreamClient
{
    /// <summary>
    /// Yields what the platform sends until cancelled. A lost connection is opened again and yields <see cref="ConnectionLost"/>; events
    /// may come twice after it. A bounded number of events is read ahead: a reader that is slower slows the platform down.
    /// </summary>
    /// <param name="cursor">A stored <see cref="StreamItem.Cursor"/>; null begins with what comes now.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="StreamRefusedException">The platform refuses the request itself; another try would end alike.</exception>
    IAsyncEnumerable<StreamItem> FollowAsync(string? cursor, CancellationToken cancellationToken);
}

/// <summary>The platform refuses a request: a wrong token, an unknown stream, a parameter it does not take.</summary>
public sealed class StreamRefusedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The refusal that an exception is, or wraps; null when there is none.</summary>
    internal static StreamRefusedException? FindIn(Exception? exception) =>
        exception as StreamRefusedException ?? (exception is null ? null : FindIn(exception.InnerException));
}

/// <summary>Opens a connection to a host. It throws <see cref="StreamRefusedException"/> for one that must not be connected to.</summary>
public delegate ValueTask<Stream> ConnectionOpener(DnsEndPoint host, CancellationToken cancellationToken);
