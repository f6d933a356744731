using System.Diagnostics.Metrics;
using Engram.Gateway.Storage;
using Engram.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Gateway.Admission;

/// <summary>Measures how long the oldest unfinished posts, questions and recommendations have waited, in the outbox, the queues and the
/// services together. Ignores the oldest <see cref="AdmissionOptions.UncountedItems"/> of each kind and state.</summary>
internal sealed class QueueAges : BackgroundService
{
    // Each part uses the index on state, in the order of arrival.
    private static readonly string OldestSql =
        $"""
        select ({Oldest("posts", "reading", "position", "received_at")}), ({Oldest("posts", "predicting", "position", "received_at")}),
            ({Oldest("questions", "asked", "id", "created_at")}), ({Oldest("recommendations", "asked", "id", "created_at")})
        """;

    private readonly NpgsqlDataSource _database;
    private readonly AdmissionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<QueueAges> _logger;
    private volatile Ages _ages = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    public QueueAges(
        NpgsqlDataSource database, IOptions<AdmissionOptions> options, TimeProvider time, IMeterFactory meters, ILogger<QueueAges> logger)
    {
        (_database, _options, _time, _logger) = (database, options.Value, time, logger);
        meters.Create("Engram.Gateway")
            .CreateObservableGauge("engram.queue.age", Measure, "s", "Age of the oldest unfinished work that counts");
    }

    public TimeSpan Of(WorkKind kind) => kind switch
    {
        WorkKind.Posts => _ages.Posts,
        WorkKind.Questions => _ages.Questions,
        _ => _ages.Recommendations,
    };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RetryLoop.RunAsync(
            SampleAsync, _options.SampleInterval, fault => Log.QueuesNotMeasured(_logger, fault.Message), stoppingToken);

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _ages = await MeasureAsync(cancellationToken);
            await Task.Delay(_options.SampleInterval, _time, cancellationToken);
        }
    }

    private async Task<Ages> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(OldestSql);
        command.Parameters.Add(new NpgsqlParameter { Value = _options.UncountedItems });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var now = _time.GetUtcNow();
        TimeSpan Age(int column) =>
            row.IsDBNull(column) || row.GetFieldValue<DateTimeOffset>(column) > now ? TimeSpan.Zero
                : now - row.GetFieldValue<DateTimeOffset>(column);
        var (reading, predicting) = (Age(0), Age(1));
        return new Ages(reading > predicting ? reading : predicting, Age(2), Age(3));
    }

    private static string Oldest(string table, string state, string order, string since) =>
        $"select {since} from {GatewayDb.Schema}.{table} where state = '{state}' order by {order} offset $1 limit 1";

    private IEnumerable<Measurement<double>> Measure() => Enum.GetValues<WorkKind>().Select(kind =>
        new Measurement<double>(Of(kind).TotalSeconds, new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant())));

    private sealed record Ages(TimeSpan Posts, TimeSpan Questions, TimeSpan Recommendations);
}
