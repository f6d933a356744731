using Microsoft.Extensions.Options;

namespace Engram.Gateway.Storage;

/// <summary>Limits concurrent blob writes. Each holds one database connection while it waits for a second; too many at one time would
/// exhaust the pool and block each other.</summary>
public sealed class BlobWriteLimiter(IOptions<GatewayOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.MaxBlobsAtOnce);

    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Pass(_places);
    }

    public void Dispose() => _places.Dispose();

    private sealed class Pass(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
