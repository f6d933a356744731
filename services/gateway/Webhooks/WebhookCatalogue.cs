using System.Net.Sockets;
using Engram.ApiContracts;
using Engram.ApiContracts.Webhooks;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Webhooks;

/// <summary>Creates, lists, changes and deletes webhooks, and lists and replays their deliveries.</summary>
internal sealed class WebhookCatalogue(GatewayDb db, HostResolver hosts, IOptions<WebhookOptions> options, TimeProvider time)
{
    public async Task<WebhookList> ListAsync(CancellationToken cancellationToken)
    {
        var webhooks = await db.Webhooks.AsNoTracking().OrderBy(webhook => webhook.Position).ToListAsync(cancellationToken);
        return new WebhookList([.. webhooks.Select(webhook => ResourceOf(webhook))]);
    }

    /// <exception cref="ProblemException">There is no such webhook.</exception>
    public async Task<WebhookResource> GetAsync(string id, CancellationToken cancellationToken) =>
        ResourceOf(await FindAsync(id, cancellationToken));

    /// <summary>Makes a webhook. Its secret is shown here only.</summary>
    /// <exception cref="ProblemException">The definition is not valid, or there are too many webhooks.</exception>
    public async Task<WebhookResource> MakeAsync(WebhookDefinition definition, CancellationToken cancellationToken)
    {
        var incoming = await CheckAsync(definition, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HoldNameAsync("webhooks", isShared: false, cancellationToken);
        if (await db.Webhooks.CountAsync(cancellationToken) >= options.Value.MaxWebhooks)
            throw new ProblemException(Problems.TooManyWebhooks(options.Value.MaxWebhooks));
        var webhook = db.Webhooks.Add(Webhook.Make(incoming, time.GetUtcNow())).Entity;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ResourceOf(webhook, isSecretShown: true);
    }

    /// <summary>Replaces the definition of a webhook.</summary>
    /// <exception cref="ProblemException">There is no such webhook, or the definition is not valid.</exception>
    public async Task<WebhookResource> ChangeAsync(string id, WebhookDefinition definition, CancellationToken cancellationToken)
    {
        var incoming = await CheckAsync(definition, cancellationToken);
        return ResourceOf(await ChangeAsync(id, webhook => webhook.Change(incoming), cancellationToken));
    }

    /// <summary>Makes a new secret, which is shown here only.</summary>
    /// <exception cref="ProblemException">There is no such webhook.</exception>
    public async Task<WebhookResource> RotateSecretAsync(string id, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + options.Value.SecretOverlap;
        return ResourceOf(await ChangeAsync(id, webhook => webhook.RotateSecret(until), cancellationToken), isSecretShown: true);
    }

    /// <exception cref="ProblemException">There is no such webhook.</exception>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        await db.Webhooks.Where(one => one.Id == webhook.Id).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Makes a delivery that tests the webhook.</summary>
    /// <exception cref="ProblemException">There is no such webhook, or it is disabled.</exception>
    public async Task<DeliveryResource> TestAsync(string id, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        if (!webhook.IsEnabled)
            throw new ProblemException(Problems.WebhookDisabled(webhook.Id));
        var delivery = db.WebhookDeliveries.Add(WebhookDelivery.Test(webhook, time.GetUtcNow())).Entity;
        await db.SaveChangesAsync(cancellationToken);
        return ResourceOf(delivery);
    }

    /// <summary>Lists deliveries before a position, newest first.</summary>
    /// <exception cref="ProblemException">There is no such webhook.</exception>
    public async Task<DeliveryPage> ListDeliveriesAsync(
        string id, DeliveryState? state, long? before, int limit, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        var deliveries = await db.WebhookDeliveries.AsNoTracking()
            .Where(delivery => delivery.WebhookId == webhook.Id && (state == null || delivery.State == state)
                && (before == null || delivery.Position < before))
            .OrderByDescending(delivery => delivery.Position)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return new DeliveryPage(
            [.. deliveries.Take(limit).Select(ResourceOf)],
            deliveries.Count > limit ? PageCursor.After(deliveries[limit - 1].Position) : null);
    }

    /// <summary>Sends finished deliveries again, under the same ids.</summary>
    /// <exception cref="ProblemException">There is no such webhook, or the request names no deliveries.</exception>
    public async Task<ReplayResult> ReplayAsync(string id, ReplayRequest request, CancellationToken cancellationToken)
    {
        if (request.Delivery is null && request.From is null)
            throw new ProblemException(BodyProblems.InvalidField("from", "is missing; give it, or the one 'delivery'"));
        if (request.State is DeliveryState.Pending or DeliveryState.Dropped)
            throw new ProblemException(BodyProblems.InvalidField("state", "is delivered or failed"));
        var webhook = await FindAsync(id, cancellationToken);
        var finished = db.WebhookDeliveries.Where(delivery => delivery.WebhookId == webhook.Id && delivery.DueAt == null
            && (delivery.State == DeliveryState.Delivered || delivery.State == DeliveryState.Failed));
        var wanted = request.Delivery is { } one ? finished.Where(delivery => delivery.Id == one) : InTime(finished, request);
        DateTimeOffset? now = time.GetUtcNow();
        return new ReplayResult(await wanted.ExecuteUpdateAsync(
            delivery => delivery.SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.Attempts, 0)
                .SetProperty(d => d.DueAt, now),
            cancellationToken));
    }

    private static IQueryable<WebhookDelivery> InTime(IQueryable<WebhookDelivery> deliveries, ReplayRequest request)
    {
        var state = request.State ?? DeliveryState.Failed;
        var (from, to) = (request.From!.Value.ToUniversalTime(), request.To?.ToUniversalTime());
        return deliveries.Where(delivery => delivery.State == state && delivery.CreatedAt >= from
            && (to == null || delivery.CreatedAt < to));
    }

    private async Task<Webhook> FindAsync(string id, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var uuid)
            && await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(webhook => webhook.Id == uuid, cancellationToken) is { } found
            ? found : throw new ProblemException(Problems.UnknownWebhook(id));

    private async Task<Webhook> ChangeAsync(string id, Action<Webhook> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var webhook = Guid.TryParseExact(id, "D", out var uuid) ? await db.LockWebhookAsync(uuid, cancellationToken) : null;
        change(webhook ?? throw new ProblemException(Problems.UnknownWebhook(id)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return webhook;
    }

    // Reports a private address early. Each connection is checked again.
    private async Task<IncomingWebhook> CheckAsync(WebhookDefinition definition, CancellationToken cancellationToken)
    {
        var incoming = IncomingWebhook.Check(definition, options.Value);
        var host = new Uri(incoming.Url).IdnHost.Trim('[', ']');
        try
        {
            if (!options.Value.AllowPrivateAddresses
                && !(await hosts.ResolveAsync(host, cancellationToken)).All(PublicAddress.IsPublic))
                throw new ProblemException(BodyProblems.InvalidField(
                    "url", $"leads to '{host}', which is not on a public address (Gateway__Webhooks__AllowPrivateAddresses)"));
        }
        catch (SocketException)
        {
            // The name may resolve later. Until then the deliveries report the fault.
        }

        return incoming;
    }

    private static WebhookResource ResourceOf(Webhook webhook, bool isSecretShown = false) => new()
    {
        Id = webhook.Id,
        Url = webhook.Url,
        Types = webhook.Types,
        Source = webhook.Source,
        Enabled = webhook.IsEnabled,
        DisabledReason = webhook.DisabledReason,
        Failures = webhook.Failures,
        PausedUntil = webhook.PausedUntil,
        FormerSecretUntil = webhook.FormerSecretUntil,
        CreatedAt = webhook.CreatedAt,
        Secret = isSecretShown ? WebhookSignature.Show(webhook.Secret) : null,
    };

    private static DeliveryResource ResourceOf(WebhookDelivery delivery) => new()
    {
        Id = delivery.Id,
        Type = delivery.Type,
        About = delivery.PublicId,
        State = delivery.State,
        Attempts = delivery.Attempts,
        CreatedAt = delivery.CreatedAt,
        LastAttemptAt = delivery.LastAttemptAt,
        LastStatus = delivery.LastStatus,
        LastFault = delivery.LastFault,
        DueAt = delivery.DueAt,
    };
}
