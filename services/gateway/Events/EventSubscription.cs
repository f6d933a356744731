using System.Threading.Channels;

namespace Engram.Gateway.Events;

/// <summary>One listener's share of the events. When more wait than are allowed, the listener is cut off.</summary>
internal sealed class EventSubscription : IDisposable
{
    private readonly EventHub _hub;
    private readonly Func<LiveEvent, bool> _wants;
    private readonly Channel<EventFrame> _frames;
    private readonly CancellationTokenSource _cut = new();

    public EventSubscription(EventHub hub, Func<LiveEvent, bool> wants, EventPosition start, int maxWaiting)
    {
        (_hub, _wants, Start) = (hub, wants, start);
        _frames = Channel.CreateBounded<EventFrame>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });
        IsCut = _cut.Token;
    }

    /// <summary>The listener gets what comes after this.</summary>
    public EventPosition Start { get; }

    public ChannelReader<EventFrame> Frames => _frames.Reader;

    /// <summary>Cancelled when the listener is cut off.</summary>
    public CancellationToken IsCut { get; }

    public void Offer(IReadOnlyList<(LiveEvent Event, Lazy<EventFrame> Frame)> events)
    {
        foreach (var (live, frame) in events)
        {
            if (_wants(live))
                Offer(frame.Value);
        }
    }

    public void Offer(EventFrame frame)
    {
        if (!_frames.Writer.TryWrite(frame))
            Cut();
    }

    // Not in place: the listener's own code would run while the hub holds its lock.
    public void Cut()
    {
        _frames.Writer.TryComplete();
        _ = _cut.CancelAsync();
    }

    public void Dispose()
    {
        _hub.Remove(this);
        _frames.Writer.TryComplete();
    }
}
