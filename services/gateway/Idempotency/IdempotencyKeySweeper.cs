using Engram.Gateway.Data;
using Engram.Gateway.Sweeping;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Idempotency;

/// <summary>Forgets the keys of old requests.</summary>
public sealed class IdempotencyKeySweeper(GatewayDb db, IOptions<GatewayOptions> options, TimeProvider time) : ISweep
{
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.Value.IdempotencyKeyAge;
        return db.IdempotencyKeys.Where(key => key.CreatedAt < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
