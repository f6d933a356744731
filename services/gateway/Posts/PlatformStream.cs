using System.Runtime.CompilerServices;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Admission;
using Engram.Gateway.Http;
using Engram.Gateway.Results;
using Engram.Gateway.Sources;
using Engram.Streams;
using Engram.Streams.Clients;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>A stream of events from a platform: posts, deletions, and others that are skipped.</summary>
internal sealed class PlatformStream(
    IServiceScopeFactory scopes, CoalescedPosts posts, ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options,
    IOptions<StreamOptions> parsing, TimeProvider time, ILogger<PlatformStream> logger)
    : LineStream<IncomingEvent, EventOutcome, PostLine>(results, admission, options, logger)
{
    protected override WorkKind Kind => WorkKind.Posts;

    private StreamForm _form;

    public IResult Open(StreamForm form, TimeSpan wait)
    {
        _form = form;
        return Open(wait);
    }

    protected override async IAsyncEnumerable<IncomingLine<IncomingEvent>> ReadAsync(
        HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = new StallGuard(request.Body, Options.StreamIdleTimeout, time);
        var reading = parsing.Value with { Form = _form };
        var caller = Caller.Of(request.HttpContext);
        await foreach (var item in PostStreamReader.ReadAsync(body, reading, cancellationToken))
            yield return new IncomingLine<IncomingEvent>(item.LineNumber, () => IncomingEvent.Check(item, caller, Options));
    }

    // Events about the same post are applied in stream order.
    protected override string? ExclusiveIdOf(IncomingEvent incoming) => incoming.PostName?.PublicId;

    protected override async Task<EventOutcome> StoreAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        if (incoming.Post is { } post)
            return new EventOutcome { Post = await posts.AcceptAsync(post, cancellationToken) };
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EventIntake>().TakeAsync(incoming, cancellationToken);
    }

    protected override async Task<EventOutcome?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await posts.FindAsync(id, cancellationToken) is { } post ? new EventOutcome { Post = post } : null;

    protected override (Guid Id, bool IsFinished) StateOf(EventOutcome stored) =>
        stored.Post is { } post ? (post.Id, post.IsFinished) : (Guid.Empty, true);

    protected override PostLine Taken(long line, int status, EventOutcome stored) =>
        new(line, status, stored.Post is { } post ? PostResource.Of(post) : null, null)
        {
            Deleted = stored.Deleted,
            Skipped = stored.Skipped,
        };

    protected override PostLine Refused(long line, int status, ProblemDetails problem) => new(line, status, null, problem);
}
