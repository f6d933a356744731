using System.IO.Pipelines;
using System.Text;
using Engram.Hosting;

namespace Engram.Gateway.Events;

/// <summary>A response of server-sent events. It reads from the log until it has caught up, then takes what the hub passes on. It breaks
/// off when the client is too slow or the database is away: the client resumes by the last id that it got.</summary>
internal sealed record EventStream(
    EventLog Log, EventHub Hub, IHostApplicationLifetime Lifetime, Func<LiveEvent, bool> Wants, EventId From) : IResult
{
    public const string MediaType = "text/event-stream";

    private const int RetryMilliseconds = 2000;

    /// <summary>Frames that are written first.</summary>
    public IReadOnlyList<EventFrame> Opening { get; init; } = [];

    /// <summary>Whether the client's last event is no longer known, so that it may have missed others.</summary>
    public bool IsReset { get; init; }

    /// <summary>Whether the stream is about one resource, and ends with its result.</summary>
    public bool IsOfOne { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, Lifetime.ApplicationStopping);
        try
        {
            if (!await RunAsync(response.BodyWriter, stop.Token))
                httpContext.Abort();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or the gateway stops.
        }
        catch (Exception e) when (TransientFaults.IsTransient(e))
        {
            httpContext.Abort();
        }
    }

    /// <returns>False when the client was cut off.</returns>
    private async Task<bool> RunAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        await WriteAsync(body, $"retry: {RetryMilliseconds}\nid: {From}\n\n", cancellationToken);
        if (IsReset)
            await ResetAsync(body, From, cancellationToken);
        foreach (var frame in Opening)
            await body.WriteAsync(frame.Bytes, cancellationToken);
        if (IsOfOne && Opening is [.., { IsOutcome: true }])
            return true;

        var caughtUp = await CatchUpAsync(body, From.Position, EventPosition.Last, cancellationToken);
        if (caughtUp.HasEnded)
            return true;
        using var subscription = await Hub.SubscribeAsync(Wants, cancellationToken);
        if (subscription.Start > caughtUp.Position)
            caughtUp = await CatchUpAsync(body, caughtUp.Position, subscription.Start, cancellationToken);
        return caughtUp.HasEnded || await FollowAsync(body, subscription, caughtUp.Position, cancellationToken);
    }

    /// <summary>Writes the events of the log up to a position, or to its end.</summary>
    private async Task<(EventPosition Position, bool HasEnded)> CatchUpAsync(
        PipeWriter body, EventPosition from, EventPosition upTo, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await Log.ReadAsync(from, upTo, about: null, cancellationToken);
            if (page.IsGone || page.Epoch != From.Epoch)
                await ResetAsync(body, page.EndId, cancellationToken);
            foreach (var frame in page.Events.Where(Wants).Select(live => live.ToFrame()))
            {
                await body.WriteAsync(frame.Bytes, cancellationToken);
                if (IsOfOne && frame.IsOutcome)
                    return (frame.Position, true);
            }

            from = page.End;
            if (!page.IsFull)
                return (from, false);
        }
    }

    /// <returns>False when the client was cut off.</returns>
    private async Task<bool> FollowAsync(
        PipeWriter body, EventSubscription subscription, EventPosition from, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, subscription.IsCut);
        try
        {
            // The first frames may be older than what was read from the log.
            await foreach (var frame in subscription.Frames.ReadAllAsync(stop.Token))
            {
                if (!(frame.Position > from))
                    continue;
                await body.WriteAsync(frame.Bytes, stop.Token);
                if (IsOfOne && frame.IsOutcome)
                    return true;
            }

            return false;
        }
        catch (OperationCanceledException) when (subscription.IsCut.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Task ResetAsync(PipeWriter body, EventId id, CancellationToken cancellationToken) => WriteAsync(
        body,
        $"id: {id}\nevent: reset\ndata: {{\"reason\":\"Events after the one you have are no longer kept. Read the list again.\"}}\n\n",
        cancellationToken);

    private static async Task WriteAsync(PipeWriter body, string text, CancellationToken cancellationToken) =>
        await body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
