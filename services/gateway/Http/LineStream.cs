using System.Text.Json;
using System.Threading.Channels;
using Engram.ApiContracts;
using Engram.Gateway.Admission;
using Engram.Gateway.Results;
using Engram.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Http;

/// <summary>Answers each line of a stream with one line of JSON, in the same order and while the stream is read. The lines being stored and
/// the results being awaited are both limited; if a client does not read its answers, the gateway stops reading from it.</summary>
/// <typeparam name="TIncoming">A checked line.</typeparam>
/// <typeparam name="TStored">What is stored for the line; it has a result in the end.</typeparam>
/// <typeparam name="TLine">The answer to the line.</typeparam>
internal abstract class LineStream<TIncoming, TStored, TLine>(
    ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options, ILogger logger)
    where TStored : class
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    protected GatewayOptions Options { get; } = options.Value;

    public IResult Open(TimeSpan wait) => new Answer(this, wait);

    protected abstract WorkKind Kind { get; }

    /// <summary>Yields the lines to answer, in order, as they arrive.</summary>
    /// <exception cref="TimeoutException">Nothing arrived for <see cref="GatewayOptions.StreamIdleTimeout"/>.</exception>
    protected abstract IAsyncEnumerable<IncomingLine<TIncoming>> ReadAsync(HttpRequest request, CancellationToken cancellationToken);

    /// <summary>Returns an id under which lines are stored one after another; null if the line can be stored at any time.</summary>
    protected virtual string? ExclusiveIdOf(TIncoming incoming) => null;

    /// <exception cref="ProblemException">The line is not accepted.</exception>
    protected abstract Task<TStored> StoreAsync(TIncoming incoming, CancellationToken cancellationToken);

    protected abstract Task<TStored?> FindAsync(Guid id, CancellationToken cancellationToken);

    protected abstract (Guid Id, bool IsFinished) StateOf(TStored stored);

    protected abstract TLine Taken(long line, int status, TStored stored);

    protected abstract TLine Refused(long line, int status, ProblemDetails problem);

    private sealed class Answer(LineStream<TIncoming, TStored, TLine> stream, TimeSpan wait) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => stream.RunAsync(httpContext, wait);
    }

    private async Task RunAsync(HttpContext context, TimeSpan wait)
    {
        context.Request.AllowStream();
        context.Response.ContentType = Ndjson.MediaType;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var lines = Channel.CreateBounded<Task<TLine>>(Options.MaxStreamedWaits);
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

    private async Task ReadAsync(HttpRequest request, TimeSpan wait, ChannelWriter<Task<TLine>> lines, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(Options.MaxStreamedLinesAtOnce);
        var storing = new List<StoringLine>();
        var last = 0L;
        try
        {
            await foreach (var line in ReadAsync(request, cancellationToken))
            {
                last = line.Number;
                await EnterAsync(places, line, cancellationToken);
                await lines.WriteAsync(
                    await TakeAsync(request.HttpContext, line, wait, storing, places, cancellationToken), cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            await lines.WriteAsync(Task.FromResult(Refused(last + 1, Problems.StreamIdle(Options.StreamIdleTimeout))), cancellationToken);
        }
        catch (Exception e)
        {
            // If the body breaks off, break off the answer too, so that a client does not mistake its end for the end of the stream.
            lines.TryComplete(e);
        }
        finally
        {
            lines.TryComplete();
            // Wait for all permits before the semaphore is disposed.
            for (var place = 0; place < Options.MaxStreamedLinesAtOnce; place++)
                await places.WaitAsync(CancellationToken.None);
        }
    }

    private static async Task EnterAsync(SemaphoreSlim places, IncomingLine<TIncoming> line, CancellationToken cancellationToken)
    {
        try
        {
            await places.WaitAsync(cancellationToken);
        }
        catch
        {
            line.Holds?.Dispose();
            throw;
        }
    }

    private static async Task WriteAsync(ChannelReader<Task<TLine>> lines, HttpResponse response, CancellationToken cancellationToken)
    {
        await foreach (var line in lines.ReadAllAsync(cancellationToken))
        {
            // Flush only if the next answer is not ready: a slow stream delivers each line
            // at once, a fast one is not cut into small packets.
            if (!line.IsCompleted)
                await response.Body.FlushAsync(cancellationToken);
            await JsonSerializer.SerializeAsync(response.Body, await line, ApiJson.Options, cancellationToken);
            await response.Body.WriteAsync(NewLine, cancellationToken);
            if (lines.Count == 0)
                await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Checks a line and starts to store it. Lines with the same id are stored one after
    /// another, so they take effect in stream order.</summary>
    private async Task<Task<TLine>> TakeAsync(
        HttpContext context, IncomingLine<TIncoming> line, TimeSpan wait, List<StoringLine> storing, SemaphoreSlim places,
        CancellationToken cancellationToken)
    {
        storing.RemoveAll(other => other.Stored.IsCompleted);
        Task<TStored> stored;
        try
        {
            var incoming = line.Check();
            await admission.WaitAsync(Kind, context, cancellationToken);
            var id = ExclusiveIdOf(incoming);
            if (id is not null && storing.Find(other => other.Id == id) is { } earlier)
                await ((Task)earlier.Stored).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stored = StoreAsync(incoming, line.Holds, places, cancellationToken);
            storing.Add(new StoringLine(id, stored));
        }
        catch (Exception e)
        {
            line.Holds?.Dispose();
            places.Release();
            if (e is not ProblemException)
                throw;
            stored = Task.FromException<TStored>(e);
        }

        return AnswerAsync(line.Number, stored, wait, cancellationToken);
    }

    private async Task<TStored> StoreAsync(
        TIncoming incoming, IDisposable? holds, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(incoming, cancellationToken);
        }
        finally
        {
            holds?.Dispose();
            places.Release();
        }
    }

    private async Task<TLine> AnswerAsync(long line, Task<TStored> storing, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await storing;
            if (wait > TimeSpan.Zero && !StateOf(stored).IsFinished)
                stored = await results.UntilAsync(StateOf(stored).Id, token => FindAgainAsync(stored, token),
                    found => StateOf(found).IsFinished, wait, cancellationToken, stored);
            return Taken(line, StateOf(stored).IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, stored);
        }
        catch (ProblemException e)
        {
            return Refused(line, e.Problem);
        }
        catch (Exception e) when (TransientFaults.IsTransient(e))
        {
            Log.NotStored(logger, e);
            return Refused(line, Problems.Passing(e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.LineFailed(logger, line, e);
            return Refused(line, Problems.Internal());
        }
    }

    private async Task<TStored> FindAgainAsync(TStored stored, CancellationToken cancellationToken) =>
        await FindAsync(StateOf(stored).Id, cancellationToken) ?? stored;

    private TLine Refused(long line, Problem problem) => Refused(line, problem.Status, problem.ToDetails());

    private sealed record StoringLine(string? Id, Task<TStored> Stored);
}

/// <summary>One line of a stream.</summary>
/// <param name="Number">Line number, from 1. A line with several items yields the same number several times.</param>
/// <param name="Check">Returns the checked item, or throws the problem to answer with.</param>
/// <param name="Holds">Resources to release once the line is stored or rejected.</param>
internal readonly record struct IncomingLine<TIncoming>(long Number, Func<TIncoming> Check, IDisposable? Holds = null);
