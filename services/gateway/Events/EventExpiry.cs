using Engram.Gateway.Expiry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Gateway.Events;

/// <summary>Deletes old events in bulk, and those that were restored from another server.</summary>
internal sealed class EventExpiry(NpgsqlDataSource database, IOptions<EventOptions> options, TimeProvider time) : IExpiryHandler
{
    private const int BatchRows = 10_000;

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await ForgetOtherServersAsync(cancellationToken);
        while (await DeleteBatchAsync(cancellationToken) == BatchRows)
        {
        }
    }

    /// <returns>Number of events deleted.</returns>
    private async Task<int> DeleteBatchAsync(CancellationToken cancellationToken)
    {
        // The order of the log is nearly that of time, so old events are among its first.
        await using var command = database.CreateCommand(
            """
            with oldest as (select xid, number, happened_at from gateway.events order by xid, number limit $1),
            deleted as (
                delete from gateway.events as e using oldest
                where (e.xid, e.number) = (oldest.xid, oldest.number) and oldest.happened_at < $2 returning e.xid, e.number),
            last as (select xid, number from deleted order by xid desc, number desc limit 1),
            noted as (
                update gateway.event_log as log set xid = last.xid, number = last.number
                from last where (last.xid, last.number) > (log.xid, log.number))
            select count(*) from deleted
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = BatchRows });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() - options.Value.KeptFor });
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // Numbers of transactions that this server has not begun: the rows were dumped from another one. Readers would wait for them.
    private async Task ForgetOtherServersAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with foreign_rows as (
                delete from gateway.events where xid >= pg_snapshot_xmax(pg_current_snapshot()) returning xid),
            foreign_log as (
                select from gateway.event_log where xid >= pg_snapshot_xmax(pg_current_snapshot())
                union all (select from foreign_rows limit 1))
            update gateway.event_log set epoch = substr(md5(clock_timestamp()::text || random()), 1, 8), xid = '0', number = 0
            where exists (select from foreign_log)
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
