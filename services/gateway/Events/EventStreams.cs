using System.Threading.RateLimiting;
using Engram.ApiContracts;
using Engram.Gateway.Http;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Events;

/// <summary>Opens streams of server-sent events, within the limits on their number.</summary>
internal sealed class EventStreams : IDisposable
{
    /// <summary>The id can also be a query parameter, because a page that reloads cannot set the header.</summary>
    public const string IdDescription =
        "Id of the last event that the client has, to go on after it; the header Last-Event-ID comes first.";

    private const string IdHeader = "Last-Event-ID";

    private readonly EventLog _log;
    private readonly EventHub _hub;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly EventOptions _options;
    private readonly PartitionedRateLimiter<string> _all;
    private readonly PartitionedRateLimiter<string> _ofCaller;

    public EventStreams(EventLog log, EventHub hub, IHostApplicationLifetime lifetime, IOptions<EventOptions> options)
    {
        (_log, _hub, _lifetime, _options) = (log, hub, lifetime, options.Value);
        _all = Places(_options.MaxStreams, _ => "");
        _ofCaller = Places(_options.MaxStreamsPerCaller, caller => caller);
    }

    /// <summary>Opens a stream of all events that the caller wants, from now on or from the last one that it has.</summary>
    /// <exception cref="ProblemException">There are too many streams.</exception>
    public async Task<IResult> OpenAsync(
        HttpContext context, string? lastEventId, Func<LiveEvent, bool> wants, CancellationToken cancellationToken)
    {
        Enter(context);
        var head = await _log.HeadAsync(cancellationToken);
        var given = GivenId(context, lastEventId);
        var since = Known(given, head);
        return Stream(wants, since ?? head) with { IsReset = given is not null && since is null };
    }

    /// <summary>Opens a stream about one resource. It begins with the resource as it is, or with the events after the last one that the
    /// caller has, and ends with its result.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lastEventId">Id of the last event that the caller has, by the query.</param>
    /// <param name="kind">Kind of the resource, as events name it.</param>
    /// <param name="publicId">The client's id of the resource.</param>
    /// <param name="find">Finds the resource as it is now.</param>
    /// <param name="unknown">The problem when there is no such resource.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProblemException">There is no such resource, or there are too many streams.</exception>
    public async Task<IResult> OpenOneAsync(
        HttpContext context, string? lastEventId, string kind, string publicId, Func<CancellationToken, Task<EventSubject?>> find,
        Problem unknown, CancellationToken cancellationToken)
    {
        Enter(context);
        // Take the position before the resource is read: what happens in between comes as an event.
        var head = await _log.HeadAsync(cancellationToken);
        var missed = Known(GivenId(context, lastEventId), head) is { } since
            ? await _log.ReadAsync(since.Position, EventPosition.Last, publicId, cancellationToken) : null;
        var subject = await find(cancellationToken);
        if (missed is null or { IsGone: true })
            return Stream(IsAbout, head) with { Opening = [FirstOf(subject ?? throw new ProblemException(unknown), head)], IsOfOne = true };

        List<EventFrame> opening = [.. missed.Events.Where(IsAbout).Select(live => live.ToFrame())];
        if (opening.Count == 0 && !missed.IsFull && subject is not { IsFinished: false })
            // No content tells a browser to stop: it has the result already, and reconnects after each end of a stream.
            return subject is null ? throw new ProblemException(unknown) : TypedResults.NoContent();
        return Stream(IsAbout, missed.EndId) with { Opening = opening, IsOfOne = true };

        bool IsAbout(LiveEvent live) => live.PublicId == publicId && live.Kind == kind;
    }

    public void Dispose()
    {
        _all.Dispose();
        _ofCaller.Dispose();
    }

    private EventStream Stream(Func<LiveEvent, bool> wants, EventId from) => new(_log, _hub, _lifetime, wants, from);

    private static EventFrame FirstOf(EventSubject subject, EventId head) =>
        EventFrame.Of(head, subject.Type, subject.ToJson(), subject.IsFinished);

    private static string? GivenId(HttpContext context, string? lastEventId) =>
        context.Request.Headers[IdHeader].ToString() is { Length: > 0 } header ? header : lastEventId;

    /// <summary>Returns the position of an id of this log; null for any other id.</summary>
    private static EventId? Known(string? given, EventId head) =>
        given is not null && EventId.TryParse(given) is { } id && id.Epoch == head.Epoch && !(id.Position > head.Position) ? id : null;

    private void Enter(HttpContext context)
    {
        foreach (var lease in new[] { _ofCaller.AttemptAcquire(Caller.Of(context)), _all.AttemptAcquire("") })
        {
            context.Response.RegisterForDispose(lease);
            if (!lease.IsAcquired)
                throw new ProblemException(Problems.TooManyStreams(_options.MaxStreamsPerCaller, _options.MaxStreams));
        }
    }

    private static PartitionedRateLimiter<string> Places(int most, Func<string, string> partition) =>
        PartitionedRateLimiter.Create<string, string>(name => RateLimitPartition.GetConcurrencyLimiter(
            partition(name), _ => new ConcurrencyLimiterOptions { PermitLimit = most }));
}
