using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Idempotency;

/// <summary>Deletes the idempotency keys of old requests.</summary>
public sealed class IdempotencyKeyExpiry(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time) : IExpiryHandler
{
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.Value.IdempotencyKeyAge;
        return db.IdempotencyKeys.Where(key => key.CreatedAt < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
