using System.Diagnostics.Metrics;
using Engram.Hosting;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Events;

/// <summary>Reads the log once for all listeners of this gateway and passes each event to those that want it. Reads nothing while nobody
/// listens.</summary>
internal sealed class EventHub : BackgroundService
{
    private readonly EventLog _log;
    private readonly EventOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EventHub> _logger;
    private readonly Lock _lock = new();
    private readonly HashSet<EventSubscription> _subscriptions = [];

    // The last event that was passed on; null while nobody listens.
    private EventId? _reached;

    public EventHub(EventLog log, IOptions<EventOptions> options, TimeProvider time, IMeterFactory meters, ILogger<EventHub> logger)
    {
        (_log, _options, _time, _logger) = (log, options.Value, time, logger);
        meters.Create("Engram.Gateway").CreateObservableUpDownCounter(
            "engram.events.streams", () => Count, "{stream}", "Streams that events are passed on to");
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _subscriptions.Count;
        }
    }

    /// <summary>Passes on all events after a position that it returns with the subscription.</summary>
    /// <param name="wants">Whether the listener wants an event.</param>
    /// <param name="cancellationToken">Cancels the subscribing.</param>
    public async Task<EventSubscription> SubscribeAsync(Func<LiveEvent, bool> wants, CancellationToken cancellationToken)
    {
        var head = await _log.HeadAsync(cancellationToken);
        lock (_lock)
        {
            _reached ??= head;
            var subscription = new EventSubscription(this, wants, _reached.Value.Position, _options.MaxWaitingEvents);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    public void Remove(EventSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
            if (_subscriptions.Count == 0)
                _reached = null;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RetryLoop.RunAsync(PassOnAsync, _options.PollInterval, fault => Log.EventsInterrupted(_logger, fault), stoppingToken);

    private async Task PassOnAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.PollInterval, _time);
        var lastBeat = _time.GetTimestamp();
        do
        {
            if (_time.GetElapsedTime(lastBeat) >= _options.HeartbeatInterval)
            {
                Beat();
                lastBeat = _time.GetTimestamp();
            }

            while (await PassOnPageAsync(cancellationToken))
            {
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <returns>Whether there may be more right now.</returns>
    private async Task<bool> PassOnPageAsync(CancellationToken cancellationToken)
    {
        EventId from;
        lock (_lock)
        {
            if (_reached is not { } reached)
                return false;
            from = reached;
        }

        var page = await _log.ReadAsync(from.Position, EventPosition.Last, about: null, cancellationToken);
        var events = page.Events.Select(live => (live, Frame: new Lazy<EventFrame>(live.ToFrame))).ToList();
        lock (_lock)
        {
            // Everyone left while the page was read, and others came who begin elsewhere.
            if (_reached != from)
                return false;
            // Its listeners resume by id, and learn there that they missed something.
            if (page.IsGone || page.Epoch != from.Epoch)
                CutAll();
            foreach (var subscription in _subscriptions)
                subscription.Offer(events);
            _reached = page.EndId;
        }

        return page.IsFull;
    }

    private void Beat()
    {
        lock (_lock)
        {
            if (_reached is not { } reached)
                return;
            var beat = EventFrame.Heartbeat(reached);
            foreach (var subscription in _subscriptions)
                subscription.Offer(beat);
        }
    }

    private void CutAll()
    {
        foreach (var subscription in _subscriptions)
            subscription.Cut();
    }
}
