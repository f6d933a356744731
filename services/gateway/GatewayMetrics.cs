using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Pictures;
using Engram.Gateway.Posts;
using Engram.Gateway.Questions;
using Engram.Gateway.Recommendations;
using Engram.Gateway.Sources;
using Engram.Hosting;

namespace Engram.Gateway;

/// <summary>The gateway's metrics, under the meter <c>Engram.Gateway</c>.</summary>
public sealed class GatewayMetrics
{
    private readonly Counter<long> _received;
    private readonly Counter<long> _finished;
    private readonly Histogram<double> _criticalTime;
    private readonly Counter<long> _questionsReceived;
    private readonly Counter<long> _questionsFinished;
    private readonly Histogram<double> _questionTime;
    private readonly Counter<long> _recommendationsReceived;
    private readonly Counter<long> _recommendationsFinished;
    private readonly Histogram<double> _recommendationTime;
    private readonly Counter<long> _picturesNotFetched;
    private readonly Counter<long> _sentAgain;
    private readonly Counter<long> _sourceEvents;
    private readonly Counter<long> _sourceLosses;
    private readonly Counter<long> _sourceGaps;
    private readonly ConcurrentDictionary<string, SourceProgress> _followed = new();
    private readonly TimeProvider _time;

    public GatewayMetrics(IMeterFactory meters, BytesInHand inHand, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(inHand);
        _time = time;
        var meter = meters.Create("Engram.Gateway");
        _received = meter.CreateCounter<long>("engram.posts.received", "{post}", "Posts taken");
        _finished = meter.CreateCounter<long>("engram.posts.finished", "{post}", "Posts tagged or failed");
        _criticalTime = meter.CreateDurations("engram.posts.critical_time", "Time from a post's arrival to its result");
        _questionsReceived = meter.CreateCounter<long>("engram.questions.received", "{question}", "Questions taken");
        _questionsFinished = meter.CreateCounter<long>(
            "engram.questions.finished", "{question}", "Questions answered, declined (with the reason) or failed");
        _questionTime = meter.CreateDurations("engram.questions.critical_time", "Time from a question's arrival to its result");
        _recommendationsReceived = meter.CreateCounter<long>(
            "engram.recommendations.received", "{recommendation}", "Recommendations asked for");
        _recommendationsFinished = meter.CreateCounter<long>(
            "engram.recommendations.finished", "{recommendation}", "Recommendations made, declined (with the reason) or failed");
        _recommendationTime = meter.CreateDurations(
            "engram.recommendations.critical_time", "Time from a recommendation's request to its result");
        _picturesNotFetched = meter.CreateCounter<long>(
            "engram.pictures.not_fetched", "{picture}", "Pictures that were not had from their URL, by reason");
        _sentAgain = meter.CreateCounter<long>("engram.messages.sent_again", "{message}", "Messages sent again because no answer came");
        meter.CreateObservableUpDownCounter(
            "engram.uploads.in_hand", () => inHand.Taken, "By", "Bytes of uploads and fetched pictures in hand");
        _sourceEvents = meter.CreateCounter<long>("engram.sources.events", "{event}", "Events of followed streams");
        _sourceLosses = meter.CreateCounter<long>("engram.sources.lost_connections", "{connection}", "Connections that were lost");
        _sourceGaps = meter.CreateCounter<long>("engram.sources.gaps", "{gap}", "Gaps in followed streams");
        meter.CreateObservableGauge(
            "engram.sources.silence", () => PerSource(source => source.LastEventAt), "s",
            "Time since the last event of a stream that this gateway follows");
        meter.CreateObservableGauge(
            "engram.sources.cursor_lag", () => PerSource(source => source.CursorTime), "s",
            "Age of the last event by its cursor, of streams whose cursors are times");
    }

    public void PostReceived(bool hasPicture) => _received.Add(1, new KeyValuePair<string, object?>("picture", hasPicture));

    public void PostFinished(Post post)
    {
        ArgumentNullException.ThrowIfNull(post);
        var outcome = new KeyValuePair<string, object?>("outcome", post.State.ToString().ToLowerInvariant());
        // A post that is tagged with nothing has no topic that the model knows.
        _finished.Add(1, outcome, new KeyValuePair<string, object?>("topic", post.Keyphrases is { Count: > 0 }));
        _criticalTime.Record((post.FinishedAt!.Value - post.ReceivedAt).TotalSeconds, outcome);
    }

    public void QuestionReceived() => _questionsReceived.Add(1);

    public void QuestionFinished(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var outcome = new KeyValuePair<string, object?>("outcome", question.State.ToString().ToLowerInvariant());
        _questionsFinished.Add(1, outcome, new KeyValuePair<string, object?>("reason", question.Fault?.Code ?? ""));
        _questionTime.Record((question.FinishedAt!.Value - question.CreatedAt).TotalSeconds, outcome);
    }

    public void RecommendationReceived() => _recommendationsReceived.Add(1);

    public void RecommendationFinished(Recommendation recommendation)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        var outcome = new KeyValuePair<string, object?>("outcome", recommendation.State.ToString().ToLowerInvariant());
        _recommendationsFinished.Add(1, outcome, new KeyValuePair<string, object?>("reason", recommendation.Fault?.Code ?? ""));
        _recommendationTime.Record((recommendation.FinishedAt!.Value - recommendation.CreatedAt).TotalSeconds, outcome);
    }

    public void PictureNotFetched(string reason) => _picturesNotFetched.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void SentAgain(string kind) => _sentAgain.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void SourceLost(string source) => _sourceLosses.Add(1, new KeyValuePair<string, object?>("source", source));

    public void SourceGap(string source) => _sourceGaps.Add(1, new KeyValuePair<string, object?>("source", source));

    /// <summary>The gateway no longer follows the source.</summary>
    public void SourceLeft(string source) => _followed.TryRemove(source, out _);

    /// <param name="source">Name of the source.</param>
    /// <param name="cursor">Where the stream resumes after the event.</param>
    /// <param name="result">What became of the event.</param>
    internal void SourceEvent(string source, string? cursor, EventResult result)
    {
        _followed[source] = new SourceProgress(_time.GetUtcNow(), TimeOf(cursor));
        _sourceEvents.Add(
            1,
            new KeyValuePair<string, object?>("source", source),
            new KeyValuePair<string, object?>("result", result.ToString().ToLowerInvariant()));
    }

    // Jetstream's cursors are microseconds since 1970.
    private static DateTimeOffset? TimeOf(string? cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
        && micros is > 1_000_000_000_000_000 and < 10_000_000_000_000_000
            ? DateTimeOffset.UnixEpoch.AddMicroseconds(micros) : null;

    private IEnumerable<Measurement<double>> PerSource(Func<SourceProgress, DateTimeOffset?> momentOf) =>
        from source in _followed
        let moment = momentOf(source.Value)
        where moment is not null
        select new Measurement<double>(
            Math.Max(0, (_time.GetUtcNow() - moment.Value).TotalSeconds), new KeyValuePair<string, object?>("source", source.Key));

    private sealed record SourceProgress(DateTimeOffset LastEventAt, DateTimeOffset? CursorTime);
}
