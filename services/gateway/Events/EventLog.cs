using System.Text.Json;
using Engram.ApiContracts;
using Engram.Gateway.Posts;
using Engram.Gateway.Questions;
using Engram.Gateway.Recommendations;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Engram.Gateway.Events;

/// <summary>Reads the log of events in the order of commits, with the resources that they are about. An event whose resource was deleted or
/// changed since is left out: a later event says so.</summary>
internal sealed class EventLog(NpgsqlDataSource database, IServiceScopeFactory scopes) : IDisposable
{
    public const int PageEvents = 200;

    // Clients that all resume at once, after a restart say, share these.
    private const int MaxReadsAtOnce = 4;

    private readonly SemaphoreSlim _places = new(MaxReadsAtOnce);

    /// <summary>Returns the end of the log: what is written by transactions that still run comes after it.</summary>
    public async Task<EventId> HeadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select epoch, pg_snapshot_xmin(pg_current_snapshot()) from gateway.event_log");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new EventId(reader.GetString(0), HeadAt(reader.GetFieldValue<ulong>(1)));
    }

    /// <summary>Reads the next events.</summary>
    /// <param name="after">The last event that the reader has.</param>
    /// <param name="upTo">The last event that it wants.</param>
    /// <param name="about">Only events about the resource of this public id; null for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<EventPage> ReadAsync(
        EventPosition after, EventPosition upTo, string? about, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            var (head, isGone, rows) = await ReadRowsAsync(after, upTo, about, cancellationToken);
            var isFull = rows.Count == PageEvents;
            var end = isFull ? rows[^1].Position : upTo < head.Position ? upTo : head.Position;
            return new EventPage(head.Epoch, isGone, await LoadAsync(head.Epoch, rows, cancellationToken), end) { IsFull = isFull };
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Loads what events are about. Leaves out those that no longer tell the truth.</summary>
    public async Task<IReadOnlyList<LiveEvent>> LoadAsync(
        string epoch, IReadOnlyList<LoggedEvent> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return [];
        await using var scope = scopes.CreateAsyncScope();
        var subjects = await SubjectsAsync(scope.ServiceProvider, rows, cancellationToken);
        return [.. rows.Select(row => LiveOf(row, epoch, subjects.GetValueOrDefault(row.Subject))).OfType<LiveEvent>()];
    }

    public void Dispose() => _places.Dispose();

    // Numbers begin at 1, so this is before everything that the transaction writes.
    private static EventPosition HeadAt(ulong oldestRunning) => new(oldestRunning, 0);

    // One statement, hence one snapshot: what is deleted meanwhile can't make a gap that 'is_gone' does not tell.
    private async Task<(EventId Head, bool IsGone, List<LoggedEvent> Rows)> ReadRowsAsync(
        EventPosition after, EventPosition upTo, string? about, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select log.epoch, head.xid, (log.xid, log.number) > ($1, $2) as is_gone,
                e.xid, e.number, e.type, e.subject, e.public_id, e.version, e.source, e.happened_at
            from gateway.event_log as log
            cross join (select pg_snapshot_xmin(pg_current_snapshot()) as xid) as head
            left join lateral (
                select * from gateway.events
                where (xid, number) > ($1, $2) and (xid, number) <= ($3, $4) and xid < head.xid and ($5 is null or public_id = $5)
                order by xid, number limit $6) as e on true
            order by e.xid, e.number
            """);
        AddPosition(command, after);
        AddPosition(command, upTo);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)about ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = PageEvents });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var head = new EventId(reader.GetString(0), HeadAt(reader.GetFieldValue<ulong>(1)));
        var isGone = reader.GetBoolean(2);
        var rows = new List<LoggedEvent>();
        if (reader.IsDBNull(3))
            return (head, isGone, rows);
        do
        {
            rows.Add(new LoggedEvent(
                new EventPosition(reader.GetFieldValue<ulong>(3), reader.GetInt64(4)), reader.GetString(5), reader.GetGuid(6),
                reader.GetString(7), reader.GetInt64(8), reader.IsDBNull(9) ? null : reader.GetString(9),
                reader.GetFieldValue<DateTimeOffset>(10)));
        }
        while (await reader.ReadAsync(cancellationToken));
        return (head, isGone, rows);
    }

    private static void AddPosition(NpgsqlCommand command, EventPosition position)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = position.Xid, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter { Value = position.Number });
    }

    private static LiveEvent? LiveOf(LoggedEvent row, string epoch, EventSubject? subject)
    {
        var id = new EventId(epoch, row.Position);
        if (LiveEvent.IsDeletionType(row.Type))
            return new LiveEvent(id, row.Type, row.PublicId, row.Source, row.HappenedAt, DeletedJson(row));
        return subject is null || subject.Type != row.Type || subject.Version != row.Version ? null
            : new LiveEvent(id, row.Type, row.PublicId, row.Source, row.HappenedAt, subject.ToJson()) { Post = subject.Post };
    }

    private static byte[] DeletedJson(LoggedEvent row) =>
        JsonSerializer.SerializeToUtf8Bytes(new DeletedResource(row.PublicId, row.Source), ApiJson.Options);

    private static async Task<Dictionary<Guid, EventSubject>> SubjectsAsync(
        IServiceProvider services, IReadOnlyList<LoggedEvent> rows, CancellationToken cancellationToken)
    {
        var (posts, questions, trainings) = (IdsOf(rows, "post."), IdsOf(rows, "question."), IdsOf(rows, "training."));
        var recommendations = IdsOf(rows, "recommendation.");
        var subjects = new Dictionary<Guid, EventSubject>();
        if (posts.Count > 0)
        {
            foreach (var (id, post) in await services.GetRequiredService<PostStore>().FindAsync(posts, cancellationToken))
                subjects[id] = EventSubject.Of(post);
        }

        if (questions.Count > 0)
        {
            foreach (var (id, question) in await services.GetRequiredService<QuestionStore>().FindAsync(questions, cancellationToken))
                subjects[id] = EventSubject.Of(question);
        }

        if (recommendations.Count > 0)
        {
            var store = services.GetRequiredService<RecommendationStore>();
            foreach (var (id, recommendation) in await store.FindAsync(recommendations, cancellationToken))
                subjects[id] = EventSubject.Of(recommendation);
        }

        if (trainings.Count > 0)
        {
            var found = services.GetRequiredService<GatewayDb>().Trainings.AsNoTracking().Where(one => trainings.Contains(one.Id));
            await foreach (var training in found.AsAsyncEnumerable().WithCancellation(cancellationToken))
                subjects[training.Id] = EventSubject.Of(training);
        }

        return subjects;
    }

    private static List<Guid> IdsOf(IReadOnlyList<LoggedEvent> rows, string kind) =>
        [.. rows.Where(row => row.Type.StartsWith(kind, StringComparison.Ordinal) && !LiveEvent.IsDeletionType(row.Type))
            .Select(row => row.Subject).Distinct()];
}

/// <summary>An event as the log keeps it: it names its subject by row, state and version.</summary>
internal sealed record LoggedEvent(
    EventPosition Position, string Type, Guid Subject, string PublicId, long Version, string? Source, DateTimeOffset HappenedAt);

/// <summary>Some events in their order.</summary>
/// <param name="Epoch">Names the log.</param>
/// <param name="IsGone">Whether events after the requested position were deleted because of their age.</param>
/// <param name="Events">The events.</param>
/// <param name="End">The reader now has everything up to here.</param>
internal sealed record EventPage(string Epoch, bool IsGone, IReadOnlyList<LiveEvent> Events, EventPosition End)
{
    /// <summary>Whether there may be more right now.</summary>
    public required bool IsFull { get; init; }

    public EventId EndId => new(Epoch, End);
}
