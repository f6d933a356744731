using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Sequences;

/// <summary>Reads what subjects met.</summary>
public sealed class SubjectHistories(GatewayDb db, IOptions<SequenceOptions> options)
{
    /// <summary>Protects sets from changes until the transaction ends: no subject is deleted meanwhile.</summary>
    public Task HoldAsync(IReadOnlyCollection<Guid> sets, CancellationToken cancellationToken) =>
        sets.Count == 0 ? Task.CompletedTask : db.Database.ExecuteSqlAsync(
            $"select from gateway.sequence_sets where id = any({sets.ToArray()}) order by id for share", cancellationToken);

    /// <summary>Reads the histories of subjects.</summary>
    /// <param name="subjects">Ids of sets, each with a subject.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The histories; those of deleted sets are missing.</returns>
    public async Task<IReadOnlyDictionary<(Guid SetId, string Subject), ItemHistory>> ReadAsync(
        IReadOnlyCollection<(Guid SetId, string Subject)> subjects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        var wanted = subjects.Distinct().ToList();
        if (wanted.Count == 0)
            return new Dictionary<(Guid, string), ItemHistory>();
        Guid[] sets = [.. wanted.Select(one => one.SetId)];
        string[] names = [.. wanted.Select(one => one.Subject)];
        var rows = await db.Database.SqlQuery<HistoryRow>(
            $"""
            select w.place as "Place", s.epoch as "Epoch",
                (select count(*) from gateway.sequence_events as e where e.set_id = w.set_id and e.subject = w.subject) as "Position",
                array(
                    select item from (
                        select item, at, number from gateway.sequence_events as e where e.set_id = w.set_id and e.subject = w.subject
                        order by at desc, number desc limit {options.Value.MaxHistoryEvents}) as last
                    order by at, number) as "Items"
            from unnest({sets}, {names}) with ordinality as w (set_id, subject, place)
            join gateway.sequence_sets as s on s.id = w.set_id
            """).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => wanted[(int)row.Place - 1], row => new ItemHistory(row.Epoch, row.Position, row.Items));
    }

    private sealed record HistoryRow
    {
        public long Place { get; init; }

        public long Epoch { get; init; }

        public long Position { get; init; }

        public string[] Items { get; init; } = [];
    }
}

/// <summary>What a subject met.</summary>
/// <param name="Epoch">Epoch of the set that was read; null for events of a request's own.</param>
/// <param name="Position">Number of the subject's events.</param>
/// <param name="Items">The items of the last ones, oldest first.</param>
public sealed record ItemHistory(long? Epoch, long Position, IReadOnlyList<string> Items);
