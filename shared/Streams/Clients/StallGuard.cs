using Engram.Streams.Input;

namespace Engram.Streams.Clients;

/// <summary>
/// Ends a stream that received no byte for too long. It counts bytes because keep-alives are bytes too, and parsers swallow them.
/// </summary>
public sealed class StallGuard(Stream inner, TimeSpan patience, TimeProvider time) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await WithinAsync(token => inner.ReadAsync(buffer, token).AsTask(), patience, time, cancellationToken);

    /// <exception cref="TimeoutException">The work exceeded <paramref name="patience"/>.</exception>
    public static async Task<T> WithinAsync<T>(
        Func<CancellationToken, Task<T>> work, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing came for {patience.TotalSeconds} s.");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
