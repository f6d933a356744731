using System.Text.Json;
using System.Threading.Channels;
using Engram.Gateway.Posts;
using Engram.Gateway.Results;
using Engram.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Api;

/// <summary>What became of one line of a stream of posts: a post or a problem.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">HTTP status the line would have had as a request of its own.</param>
/// <param name="Post">The post, when it was taken.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record PostLine(long Line, int Status, PostResource? Post, ProblemDetails? Problem);

/// <summary>
/// A stream of posts: a line in, a line out, in the same order, as it goes. Some lines are stored at one time; with a wait, many results are
/// waited for at one time. Both are bounded, and a client that does not read its answers is not read from.
/// </summary>
internal sealed class PostStream(
    IServiceScopeFactory scopes, ResultWatch results, IOptions<GatewayOptions> options, TimeProvider time, ILogger<PostStream> logger)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly GatewayOptions _options = options.Value;

    public IResult Open(TimeSpan wait) => new Answer(this, wait);

    private sealed class Answer(PostStream stream, TimeSpan wait) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => stream.RunAsync(httpContext, wait);
    }

    private async Task RunAsync(HttpContext context, TimeSpan wait)
    {
        context.Request.AllowStream();
        context.Response.ContentType = Ndjson.MediaType;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var lines = Channel.CreateBounded<Task<PostLine>>(_options.MaxStreamedWaits);
        var reading = ReadAsync(context.Request, wait, lines.Writer, stop.Token);
        try
        {
            await context.Response.StartAsync(stop.Token);
            await WriteAsync(lines.Reader, context.Response, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task ReadAsync(HttpRequest request, TimeSpan wait, ChannelWriter<Task<PostLine>> lines, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(_options.MaxStreamedLinesAtOnce);
        var storing = new List<StoringLine>();
        var last = 0L;
        try
        {
            await foreach (var line in Ndjson.ReadLinesAsync(request.BodyReader, _options.MaxPostJsonBytes, _options.StreamIdleTimeout, time, cancellationToken))
            {
                last = line.Number;
                await places.WaitAsync(cancellationToken);
                await lines.WriteAsync(await TakeAsync(line, wait, storing, places, cancellationToken), cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            await lines.WriteAsync(Task.FromResult(Refused(last + 1, Problems.StreamIdle(_options.StreamIdleTimeout))), cancellationToken);
        }
        catch (Exception e)
        {
            // A body that breaks off breaks off the answer too, so that its end is not taken for the end of the stream.
            lines.TryComplete(e);
        }
        finally
        {
            lines.TryComplete();
            // The places outlive the lines that stand on them.
            for (var place = 0; place < _options.MaxStreamedLinesAtOnce; place++)
                await places.WaitAsync(CancellationToken.None);
        }
    }

    private static async Task WriteAsync(ChannelReader<Task<PostLine>> lines, HttpResponse response, CancellationToken cancellationToken)
    {
        await foreach (var line in lines.ReadAllAsync(cancellationToken))
        {
            // Flushed when the next line is not ready yet: a slow stream gives each line at once, a fast one is not cut into packets.
            if (!line.IsCompleted)
                await response.Body.FlushAsync(cancellationToken);
            await JsonSerializer.SerializeAsync(response.Body, await line, ApiJson.Options, cancellationToken);
            await response.Body.WriteAsync(NewLine, cancellationToken);
            if (lines.Count == 0)
                await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Checks a line and begins to store it; lines under one id are stored one after the other, so that the first is the first.</summary>
    private async Task<Task<PostLine>> TakeAsync(
        NdjsonLine line, TimeSpan wait, List<StoringLine> storing, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        storing.RemoveAll(other => other.Stored.IsCompleted);
        Task<Post> stored;
        try
        {
            var incoming = Check(line);
            if (incoming.Name is { } name && storing.Find(other => other.Id == name.Id) is { } earlier)
                await ((Task)earlier.Stored).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stored = StoreAsync(incoming, places, cancellationToken);
            storing.Add(new StoringLine(incoming.Name?.Id, stored));
        }
        catch (ProblemException e)
        {
            places.Release();
            stored = Task.FromException<Post>(e);
        }

        return AnswerAsync(line.Number, stored, wait, cancellationToken);
    }

    private IncomingPost Check(NdjsonLine line) =>
        line.Utf8 is { } utf8
            ? ApiJson.Read<PostRequest>(utf8).Check(_options)
            : throw new ProblemException(Problems.TooLarge($"The line is longer than {_options.MaxPostJsonBytes} bytes."));

    private async Task<Post> StoreAsync(IncomingPost incoming, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<PostStore>().AcceptAsync(incoming, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<PostLine> AnswerAsync(long line, Task<Post> stored, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            var post = await stored;
            if (wait > TimeSpan.Zero)
                post = await results.UntilAsync(post.Id, async token => await FindAsync(post.Id, token) ?? post, p => p.IsFinished, wait, cancellationToken);
            return new PostLine(line, post.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, PostResource.Of(post), null);
        }
        catch (ProblemException e)
        {
            return Refused(line, e.Problem);
        }
        catch (Exception e) when (TransientFaults.IsTransient(e))
        {
            Log.DatabaseAway(logger, e);
            return Refused(line, Problems.DatabaseAway());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.LineFailed(logger, line, e);
            return Refused(line, Problems.Internal());
        }
    }

    private async Task<Post?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PostStore>().FindAsync(id, cancellationToken);
    }

    private sealed record StoringLine(Guid? Id, Task<Post> Stored);

    private static PostLine Refused(long line, Problem problem) => new(line, problem.Status, null, problem.ToDetails());
}
