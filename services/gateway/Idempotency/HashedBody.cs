using System.Security.Cryptography;
using Engram.ApiContracts;
using Engram.Gateway.Http;
using Engram.Streams.Clients;
using Engram.Streams.Input;

namespace Engram.Gateway.Idempotency;

/// <summary>Hashes a body of any length while it is read.</summary>
internal sealed class HashedBody(Stream body) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Hash of the whole body; null until the body is read to its end.</summary>
    public string? Sha256 { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        if (read == 0 && buffer.Length > 0)
            Sha256 ??= Convert.ToHexStringLower(_hash.GetHashAndReset());
        return read;
    }

    /// <summary>Reads and discards the body to compute its hash.</summary>
    /// <exception cref="ProblemException">Nothing arrived for <paramref name="idle"/>.</exception>
    public async Task<string> ReadToEndAsync(TimeSpan idle, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var guard = new StallGuard(this, idle, time);
        try
        {
            await guard.CopyToAsync(Null, cancellationToken);
            return Sha256!;
        }
        catch (TimeoutException)
        {
            throw new ProblemException(Problems.StreamIdle(idle));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }
}
