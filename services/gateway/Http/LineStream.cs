using System.Text.Json;
using System.Threading.Channels;
using Engram.ApiContracts;
using Engram.Gateway.Admission;
using Engram.Gateway.Results;
using Engram.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Http;

/// <summary>
/// A stream of lines: a line in, a line of JSON out, in the same order, as it goes. Some lines are stored at one time; with a wait, many
/// results are waited for at one time. Both are bounded, and a client that does not read its answers is not read from.
/// </summary>
/// <typeparam name="TIncoming">A line that was checked.</typeparam>
/// <typeparam name="TStored">What is stored of it, and has a result in the end.</typeparam>
/// <typeparam name="TLine">What is answered to it.</typeparam>
internal abstract class LineStream<TIncoming, TStored, TLine>(
    IServiceScopeFactory scopes, ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options, ILogger logger)
    where TStored : class
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    protected GatewayOptions Options { get; } = options.Value;

    public IResult Open(TimeSpan wait) => new Answer(this, wait);

    protected abstract WorkKind Kind { get; }

    /// <summary>Yields what is to be answered, in order, as it comes.</summary>
    /// <exception cref="TimeoutException">Nothing came for <see cref="GatewayOptions.StreamIdleTimeout"/>.</exception>
    protected abstract IAsyncEnumerable<IncomingLine<TIncoming>> ReadAsync(HttpRequest request, CancellationToken cancellationToken);

    /// <summary>What must not be stored at the same time as another of the same; null when nothing forbids it.</summary>
    protected virtual string? ExclusiveIdOf(TIncoming incoming) => null;

    /// <exception cref="ProblemException">It is not taken.</exception>
    protected abstract Task<TStored> StoreAsync(IServiceProvider services, TIncoming incoming, CancellationToken cancellationToken);

    protected abstract Task<TStored?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken);

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
                await lines.WriteAsync(await TakeAsync(line, wait, storing, places, cancellationToken), cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            await lines.WriteAsync(Task.FromResult(Refused(last + 1, Problems.StreamIdle(Options.StreamIdleTimeout))), cancellationToken);
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
            // Flushed when the next line is not ready yet: a slow stream gives each line at once, a fast one is not cut into packets.
            if (!line.IsCompleted)
                await response.Body.FlushAsync(cancellationToken);
            await JsonSerializer.SerializeAsync(response.Body, await line, ApiJson.Options, cancellationToken);
            await response.Body.WriteAsync(NewLine, cancellationToken);
            if (lines.Count == 0)
                await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Checks a line and begins to store it; lines under one id are stored one after the other, so that the first is the
    /// first.</summary>
    private async Task<Task<TLine>> TakeAsync(
        IncomingLine<TIncoming> line, TimeSpan wait, List<StoringLine> storing, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        storing.RemoveAll(other => other.Stored.IsCompleted);
        Task<TStored> stored;
        try
        {
            var incoming = line.Check();
            await admission.WaitAsync(Kind, cancellationToken);
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
            await using var scope = scopes.CreateAsyncScope();
            return await StoreAsync(scope.ServiceProvider, incoming, cancellationToken);
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
                    found => StateOf(found).IsFinished, wait, cancellationToken);
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

    private async Task<TStored> FindAgainAsync(TStored stored, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await FindAsync(scope.ServiceProvider, StateOf(stored).Id, cancellationToken) ?? stored;
    }

    private TLine Refused(long line, Problem problem) => Refused(line, problem.Status, problem.ToDetails());

    private sealed record StoringLine(string? Id, Task<TStored> Stored);
}

/// <summary>One line of a stream.</summary>
/// <param name="Number">From 1. Of a line that says several things it comes several times.</param>
/// <param name="Check">Returns what the line says, or throws the problem that is answered to it.</param>
/// <param name="Holds">What it takes until it is stored or refused.</param>
internal readonly record struct IncomingLine<TIncoming>(long Number, Func<TIncoming> Check, IDisposable? Holds = null);
