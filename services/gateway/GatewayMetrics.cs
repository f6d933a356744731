using System.Diagnostics.Metrics;
using Engram.Gateway.Posts;

namespace Engram.Gateway;

/// <summary>What the gateway counts, under the meter <c>Engram.Gateway</c>.</summary>
public sealed class GatewayMetrics
{
    private readonly Counter<long> _received;
    private readonly Counter<long> _finished;
    private readonly Histogram<double> _criticalTime;
    private readonly Counter<long> _sentAgain;

    public GatewayMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create("Engram.Gateway");
        _received = meter.CreateCounter<long>("engram.posts.received", "{post}", "Posts taken");
        _finished = meter.CreateCounter<long>("engram.posts.finished", "{post}", "Posts tagged or failed");
        _criticalTime = meter.CreateHistogram<double>("engram.posts.critical_time", "s", "Time from a post's arrival to its result");
        _sentAgain = meter.CreateCounter<long>("engram.messages.sent_again", "{message}", "Messages sent again because no answer came");
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
}
