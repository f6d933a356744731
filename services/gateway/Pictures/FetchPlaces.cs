using System.Threading.RateLimiting;

namespace Engram.Gateway.Pictures;

/// <summary>Limits concurrent fetches in total, per caller and per host.</summary>
internal sealed class FetchPlaces : IDisposable
{
    private readonly TimeSpan _maxWait;
    private readonly PartitionedRateLimiter<string> _all;
    private readonly PartitionedRateLimiter<string> _callers;
    private readonly PartitionedRateLimiter<string> _hosts;
    private readonly PartitionedRateLimiter<string> _fetches;

    public FetchPlaces(PictureFetchOptions options)
    {
        _maxWait = options.MaxPlaceWait;
        _all = Places(options.MaxAtOnce, _ => "");
        _callers = Places(options.MaxAtOncePerCaller, caller => caller);
        _hosts = Places(options.MaxAtOncePerHost, host => host);
        // The caller's permit comes first: a caller at its own limit takes no shared permit while it waits.
        _fetches = PartitionedRateLimiter.CreateChained(_callers, _all);
    }

    /// <summary>Waits for a permit for a caller's fetch.</summary>
    /// <exception cref="PictureFetchException">No permit became free in time.</exception>
    public Task<RateLimitLease> EnterAsync(string caller, CancellationToken cancellationToken) =>
        WaitAsync(_fetches, caller, cancellationToken);

    /// <summary>Waits for a permit for a request to a host.</summary>
    /// <exception cref="PictureFetchException">No permit became free in time.</exception>
    public Task<RateLimitLease> EnterHostAsync(string host, CancellationToken cancellationToken) =>
        WaitAsync(_hosts, host, cancellationToken);

    public void Dispose()
    {
        _fetches.Dispose();
        _all.Dispose();
        _callers.Dispose();
        _hosts.Dispose();
    }

    private async Task<RateLimitLease> WaitAsync(PartitionedRateLimiter<string> places, string name, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(_maxWait);
        try
        {
            return await places.AcquireAsync(name, permitCount: 1, waiting.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PictureFetchException(
                "url-busy", "The gateway fetches as many pictures as it may at one time, of all, for this caller or from this host.", e);
        }
    }

    private static PartitionedRateLimiter<string> Places(int most, Func<string, string> partition) =>
        PartitionedRateLimiter.Create<string, string>(name => RateLimitPartition.GetConcurrencyLimiter(
            partition(name),
            _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = int.MaxValue }));
}
