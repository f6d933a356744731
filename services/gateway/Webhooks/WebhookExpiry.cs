using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Webhooks;

/// <summary>Deletes finished deliveries that are too old to be replayed.</summary>
internal sealed class WebhookExpiry(GatewayDb db, IOptions<WebhookOptions> options, TimeProvider time) : IExpiryHandler
{
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.Value.KeptFor;
        return db.WebhookDeliveries.Where(delivery => delivery.DueAt == null && delivery.CreatedAt < oldest)
            .OrderBy(delivery => delivery.CreatedAt).DeleteInBatchesAsync(cancellationToken);
    }
}
