using Microsoft.Extensions.Options;

namespace Engram.Gateway.Storage;

/// <summary>Lets so many through at a time as may hold one database connection while they wait for a second; more could starve each
/// other.</summary>
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
