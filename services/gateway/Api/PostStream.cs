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
        var last = 0L;
        try
        {
            await foreach (var line in Ndjson.ReadLinesAsync(request.BodyReader, _options.MaxPostJsonBytes, _options.StreamIdleTimeout, time, cancellationToken))
            {
                last = line.Number;
                await places.WaitAsync(cancellationToken);
                await lines.WriteAsync(TakeAsync(line, wait, places, cancellationToken), cancellationToken);
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

    private async Task<PostLine> TakeAsync(NdjsonLine line, TimeSpan wait, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            Post post;
            try
            {
                post = await AcceptAsync(line, cancellationToken);
            }
            finally
            {
                places.Release();
            }

            post = await results.UntilAsync(
                post.Id, async token => wait > TimeSpan.Zero ? await FindAsync(post.Id, token) ?? post : post, p => p.IsFinished, wait, cancellationToken);
            return new PostLine(line.Number, post.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, PostResource.Of(post), null);
        }
        catch (ProblemException e)
        {
            return Refused(line.Number, e.Problem);
        }
        catch (Exception e) when (TransientFaults.IsTransient(e))
        {
            Log.DatabaseAway(logger, e);
            return Refused(line.Number, Problems.DatabaseAway());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.LineFailed(logger, line.Number, e);
            return Refused(line.Number, Problems.Internal());
        }
    }

    private async Task<Post> AcceptAsync(NdjsonLine line, CancellationToken cancellationToken)
    {
        // Left before anything is parsed, so that the reader goes on to the next line.
        await Task.Yield();
        if (line.Utf8 is null)
            throw new ProblemException(Problems.TooLarge($"The line is longer than {_options.MaxPostJsonBytes} bytes."));
        var incoming = ApiJson.Read<PostRequest>(line.Utf8).Check(_options);
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PostStore>().AcceptAsync(incoming, cancellationToken);
    }

    private async Task<Post?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PostStore>().FindAsync(id, cancellationToken);
    }

    private static PostLine Refused(long line, Problem problem) => new(line, problem.Status, null, problem.ToDetails());
}
