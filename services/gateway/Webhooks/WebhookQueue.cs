using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Gateway.Webhooks;

/// <summary>Makes deliveries of new events, and hands out those that are due. Several gateways may do so at the same time.</summary>
internal sealed class WebhookQueue(
    NpgsqlDataSource database, IServiceScopeFactory scopes, IOptions<WebhookOptions> options, TimeProvider time)
{
    private const int PageEvents = 500;

    // Until an attempt has certainly ended. If the gateway dies with it, it is due again then.
    private readonly TimeSpan _lease = options.Value.Timeout * 2;

    /// <summary>Whether there is a webhook to which anything may be sent.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from gateway.webhooks where is_enabled)");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Makes a delivery of each new event for each webhook that wants it, and notes how far it came, in one transaction.</summary>
    /// <returns>Whether there may be more events right now.</returns>
    public async Task<bool> EnqueueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with hooks as (
                select * from gateway.webhooks as w where is_enabled and exists (
                    select from gateway.events as e
                    where (e.xid, e.number) > (w.xid, w.number) and e.xid < pg_snapshot_xmin(pg_current_snapshot()))
                for update skip locked),
            fresh as (
                select h.id as webhook_id, h.types, h.source as wanted, e.* from hooks as h cross join lateral (
                    select * from gateway.events as e
                    where (e.xid, e.number) > (h.xid, h.number) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
                    order by e.xid, e.number limit $1) as e),
            ends as (select distinct on (webhook_id) webhook_id, xid, number from fresh order by webhook_id, xid desc, number desc),
            made as (
                insert into gateway.webhook_deliveries
                    (id, webhook_id, xid, number, type, subject, public_id, version, source, happened_at, state, created_at, due_at)
                select gen_random_uuid(), webhook_id, xid, number, type, subject, public_id, version, source, happened_at, 'pending', $2, $2
                from fresh
                where (type = any(types) or (types = '{}' and type <> 'training.running')) and (wanted is null or source = wanted)
                order by xid, number
                on conflict do nothing),
            moved as (update gateway.webhooks as w set xid = ends.xid, number = ends.number from ends where w.id = ends.webhook_id)
            select coalesce(max(events), 0) from (select count(*) as events from fresh group by webhook_id) as counts
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = PageEvents });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! == PageEvents;
    }

    /// <summary>Takes due deliveries, some of each webhook that is not busy, and counts the attempt. While a webhook fails, one attempt
    /// tests whether it works again.</summary>
    public async Task<IReadOnlyList<IGrouping<Guid, WebhookDelivery>>> ClaimAsync(
        IReadOnlyCollection<Guid> busy, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        var (now, ids) = (time.GetUtcNow(), busy.ToArray());
        var leasedUntil = now + _lease;
        var claimed = await db.WebhookDeliveries.FromSql(
            $"""
            update gateway.webhook_deliveries as d set due_at = {leasedUntil}, attempts = attempts + 1
            from (
                select due.id from gateway.webhooks as w cross join lateral (
                    select id from gateway.webhook_deliveries where webhook_id = w.id and due_at <= {now}
                    order by due_at
                    limit case when w.failures >= {options.Value.MaxFailures} then 1 else {options.Value.MaxAtOnce} end
                    for update skip locked) as due
                where w.is_enabled and (w.paused_until is null or w.paused_until <= {now}) and w.id <> all({ids})) as due
            where d.id = due.id
            returning d.*
            """).AsNoTracking().ToListAsync(cancellationToken);
        return [.. claimed.GroupBy(delivery => delivery.WebhookId)];
    }
}
