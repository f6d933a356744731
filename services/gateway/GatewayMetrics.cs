using System.Diagnostics.Metrics;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Pictures;
using Engram.Gateway.Posts;
using Engram.Gateway.Sources;

namespace Engram.Gateway;

/// <summary>The gateway's metrics, under the meter <c>Engram.Gateway</c>.</summary>
public sealed class GatewayMetrics
{
    private readonly Counter<long> _received;
    private readonly Counter<long> _finished;
    private readonly Histogram<double> _criticalTime;
    private readonly Counter<long> _sentAgain;
    private readonly Counter<long> _sourceEvents;
    private readonly Counter<long> _sourceLosses;
    private readonly Counter<long> _sourceGaps;

    public GatewayMetrics(IMeterFactory meters, BytesInHand inHand)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(inHand);
        var meter = meters.Create("Engram.Gateway");
        _received = meter.CreateCounter<long>("engram.posts.received", "{post}", "Posts taken");
        _finished = meter.CreateCounter<long>("engram.posts.finished", "{post}", "Posts tagged or failed");
        _criticalTime = meter.CreateHistogram<double>("engram.posts.critical_time", "s", "Time from a post's arrival to its result");
        _sentAgain = meter.CreateCounter<long>("engram.messages.sent_again", "{message}", "Messages sent again because no answer came");
        meter.CreateObservableUpDownCounter(
            "engram.uploads.in_hand", () => inHand.Taken, "By", "Bytes of uploads and fetched pictures in hand");
        _sourceEvents = meter.CreateCounter<long>("engram.sources.events", "{event}", "Events of followed streams");
        _sourceLosses = meter.CreateCounter<long>("engram.sources.lost_connections", "{connection}", "Connections that were lost");
        _sourceGaps = meter.CreateCounter<long>("engram.sources.gaps", "{gap}", "Gaps in followed streams");
    }

    public void PostReceived(bool hasPicture) => _received.Add(1, new KeyValuePair<string, object?>("picture", hasPicture));

    public void PostFinished(Post post)
    {
        ArgumentNullException.ThrowIfNull(post);
        var outcome = new KeyValuePair<string, object?>("outcome", post.State.ToString().ToLowerInvariant());
        _finished.Add(1, outcome);
        _criticalTime.Record((post.FinishedAt!.Value - post.ReceivedAt).TotalSeconds, outcome);
    }

    public void SentAgain(string kind) => _sentAgain.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void SourceLost(string source) => _sourceLosses.Add(1, new KeyValuePair<string, object?>("source", source));

    public void SourceGap(string source) => _sourceGaps.Add(1, new KeyValuePair<string, object?>("source", source));

    internal void SourceEvent(string source, EventResult result) => _sourceEvents.Add(
        1,
        new KeyValuePair<string, object?>("source", source),
        new KeyValuePair<string, object?>("result", result.ToString().ToLowerInvariant()));
}
