using System.Diagnostics.Metrics;
using Engram.Gateway.Storage;
using Engram.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Admission;

/// <summary>Measures how long the oldest unfinished posts, questions and recommendations have waited, in the outbox, the queues and the
/// services together. Ignores the oldest <see cref="AdmissionOptions.UncountedItems"/> of each kind and state.</summary>
internal sealed class QueueAges : BackgroundService
{
    private readonly IServiceScopeFactory _scopes;
    private readonly AdmissionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<QueueAges> _logger;
    private volatile Ages _ages = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    public QueueAges(
        IServiceScopeFactory scopes, IOptions<AdmissionOptions> options, TimeProvider time, IMeterFactory meters, ILogger<QueueAges> logger)
    {
        (_scopes, _options, _time, _logger) = (scopes, options.Value, time, logger);
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
            await using (var scope = _scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
                var reading = await AgeAsync(db, Waiting("posts", "reading", "position", "received_at"), cancellationToken);
                var predicting = await AgeAsync(db, Waiting("posts", "predicting", "position", "received_at"), cancellationToken);
                var asked = await AgeAsync(db, Waiting("questions", "asked", "id", "created_at"), cancellationToken);
                var wanted = await AgeAsync(db, Waiting("recommendations", "asked", "id", "created_at"), cancellationToken);
                _ages = new Ages(reading > predicting ? reading : predicting, asked, wanted);
            }

            await Task.Delay(_options.SampleInterval, _time, cancellationToken);
        }
    }

    private async Task<TimeSpan> AgeAsync(GatewayDb db, string sql, CancellationToken cancellationToken)
    {
        var since = (await db.Database.SqlQueryRaw<DateTimeOffset>(sql, _options.UncountedItems).ToListAsync(cancellationToken))
            .SingleOrDefault(_time.GetUtcNow());
        var age = _time.GetUtcNow() - since;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    // Uses the index on state, in the order of arrival.
    private static string Waiting(string table, string state, string order, string since) =>
        $"select {since} as \"Value\" from {GatewayDb.Schema}.{table} where state = '{state}' order by {order} offset {{0}} limit 1";

    private IEnumerable<Measurement<double>> Measure() => Enum.GetValues<WorkKind>().Select(kind =>
        new Measurement<double>(Of(kind).TotalSeconds, new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant())));

    private sealed record Ages(TimeSpan Posts, TimeSpan Questions, TimeSpan Recommendations);
}
