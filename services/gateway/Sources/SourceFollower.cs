using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Engram.ApiContracts;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Admission;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Engram.Hosting;
using Engram.Messaging;
using Engram.Messaging.Database;
using Engram.Streams;
using Engram.Streams.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Sources;

/// <summary>Follows one edition of a source. Events are applied one after another, each with its cursor in one transaction: a crash repeats
/// events but loses none, and a repeated event changes nothing. Only pictures are fetched ahead.</summary>
/// <param name="name">Name of the source.</param>
/// <param name="edition">Edition of the source to follow.</param>
internal sealed class SourceFollower(
    string name, long edition, DirectDatabase database, IServiceScopeFactory scopes, SourceClients clients,
    AdmissionControl admission, IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<SourceFollower> logger)
{
    // Maximum events whose pictures are fetched ahead.
    private const int FetchedAhead = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Follows until the source is refused, stopped or redefined.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await FollowAsync(cancellationToken))
                    return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.SourceInterrupted(logger, name, e);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Returns true if following is over; false to try again, because another
    /// gateway follows the source or the stream ended.</summary>
    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        await using var lease = await SourceLease.TryTakeAsync(database, name, cancellationToken);
        if (lease is null)
            return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            return await FollowItemsAsync(either.Token);
        }
        catch (StreamRefusedException e)
        {
            Log.SourceRefused(logger, name, e.Message);
            await RefuseAsync(e.Message, either.Token);
            return true;
        }
        finally
        {
            metrics.SourceLeft(name);
        }
    }

    private async Task<bool> FollowItemsAsync(CancellationToken cancellationToken)
    {
        var source = await BeginAsync(cancellationToken);
        if (source is null)
            return true;
        Log.SourceFollowed(logger, name, source.Cursor ?? "now");
        var client = clients.Create(source);
        using var disposable = client as IDisposable;
        await foreach (var step in AheadAsync(client.FollowAsync(source.Cursor, cancellationToken), cancellationToken))
        {
            await using var owned = step;
            if (!await DoAsync(step, cancellationToken))
                return true;
        }

        return false;
    }

    /// <summary>Reads where to resume. X has no cursors, so what it sent since the last event is a gap.</summary>
    private async Task<Source?> BeginAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        var source = await FindAsync(db, cancellationToken);
        if (source is { Definition.Form: SourceForm.X, LastEventAt: { } last })
            NoteGap(source, new StreamGap(last, time.GetUtcNow(), "It was not followed, and X does not send again what came meanwhile."));
        await db.SaveChangesAsync(cancellationToken);
        return source;
    }

    /// <summary>Yields the items in order while their pictures are being fetched.</summary>
    private async IAsyncEnumerable<Step> AheadAsync(
        IAsyncEnumerable<StreamItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ahead = Channel.CreateBounded<Step>(FetchedAhead);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(items, ahead.Writer, stopping.Token);
        try
        {
            await foreach (var step in ahead.Reader.ReadAllAsync(cancellationToken))
                yield return step;
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
            while (ahead.Reader.TryRead(out var left))
                await left.DisposeAsync();
        }
    }

    private async Task ReadAsync(IAsyncEnumerable<StreamItem> items, ChannelWriter<Step> ahead, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                await admission.WaitWithoutLimitAsync(WorkKind.Posts, cancellationToken);
                await WriteAsync(new Step(item, PrepareAsync(item, cancellationToken)), ahead, cancellationToken);
            }

            ahead.Complete();
        }
        catch (Exception e)
        {
            ahead.Complete(e);
        }
    }

    private static async Task WriteAsync(Step step, ChannelWriter<Step> ahead, CancellationToken cancellationToken)
    {
        try
        {
            await ahead.WriteAsync(step, cancellationToken);
        }
        catch
        {
            await step.DisposeAsync();
            throw;
        }
    }

    private async Task<PreparedEvent> PrepareAsync(StreamItem item, CancellationToken cancellationToken)
    {
        var incoming = IncomingEvent.Check(item, caller: $"source {name}", options.Value);
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EventIntake>().PrepareAsync(incoming, cancellationToken);
    }

    /// <summary>Applies an item, and retries while the database is unavailable.</summary>
    /// <returns>False if the source is no longer followed.</returns>
    private async Task<bool> DoAsync(Step step, CancellationToken cancellationToken)
    {
        for (var attempt = step; ; attempt = step with { Preparing = PrepareAsync(step.Item, cancellationToken) })
        {
            await using var owned = attempt;
            try
            {
                return await DoOnceAsync(step.Item, attempt.Preparing, cancellationToken);
            }
            catch (Exception e) when (TransientFaults.IsTransient(e) && !cancellationToken.IsCancellationRequested)
            {
                Log.NotStored(logger, e);
                await Task.Delay(Pause, cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // The source was deleted meanwhile.
                return false;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // The event would fail on every retry and block all later ones, so record it as refused.
                Log.EventFailed(logger, name, step.Item.LineNumber, e);
                var failed = Task.FromException<PreparedEvent>(new ProblemException(Problems.Internal()));
                return await DoOnceAsync(step.Item, failed, cancellationToken);
            }
        }
    }

    private async Task<bool> DoOnceAsync(StreamItem item, Task<PreparedEvent> preparing, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        if (await FindAsync(db, cancellationToken) is not { } source)
            return false;
        if (item.Event is ConnectionLost or StreamGap)
            Note(source, item.Event);
        else
            await TakeAsync(scope.ServiceProvider.GetRequiredService<EventIntake>(), source, item, preparing, cancellationToken);
        // Already saved if the event changed something else.
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task TakeAsync(
        EventIntake intake, Source source, StreamItem item, Task<PreparedEvent> preparing, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        EventResult result = default;
        void NoteResult(EventResult found) => source.Note(result = found, item.Cursor, now);
        try
        {
            var prepared = await preparing;
            if (prepared.Event is StreamFault fault)
                source.NoteFault($"{fault.Title} {fault.Detail}".TrimEnd(), now);
            await intake.TakeAsync(prepared.From(source.Name), NoteResult, cancellationToken);
        }
        catch (ProblemException e) when (e.Problem.Status == StatusCodes.Status410Gone)
        {
            NoteResult(EventResult.Skipped);
        }
        catch (ProblemException e)
        {
            NoteResult(EventResult.Refused);
            source.NoteFault($"Event {item.LineNumber}: {e.Problem.Detail}", now);
        }

        metrics.SourceEvent(source.Name, item.Cursor, result);
    }

    private void Note(Source source, StreamEvent happened)
    {
        if (happened is StreamGap gap)
        {
            NoteGap(source, gap);
        }
        else if (happened is ConnectionLost lost)
        {
            source.NoteLoss(lost, time.GetUtcNow());
            metrics.SourceLost(source.Name);
            Log.SourceLost(logger, source.Name, lost.RetryIn, lost.Reason);
        }
    }

    private void NoteGap(Source source, StreamGap gap)
    {
        source.NoteGap(gap, time.GetUtcNow());
        metrics.SourceGap(source.Name);
        Log.SourceGap(logger, source.Name, gap.From, gap.To, gap.Reason);
    }

    /// <summary>Returns the source if it is still followed in this edition.</summary>
    private Task<Source?> FindAsync(GatewayDb db, CancellationToken cancellationToken) => db.Sources
        .Where(source => source.Name == name && source.Edition == edition && source.State == SourceState.Following)
        .SingleOrDefaultAsync(cancellationToken);

    private async Task RefuseAsync(string reason, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        DateTimeOffset? now = time.GetUtcNow();
        await db.Sources.Where(source => source.Name == name && source.Edition == edition).ExecuteUpdateAsync(
            source => source
                .SetProperty(s => s.State, SourceState.Refused)
                .SetProperty(s => s.Fault, reason)
                .SetProperty(s => s.FaultAt, now),
            cancellationToken);
    }

    private sealed record Step(StreamItem Item, Task<PreparedEvent> Preparing) : IAsyncDisposable
    {
        /// <summary>Waits for the fetches to end and releases the pictures.</summary>
        public async ValueTask DisposeAsync()
        {
            await ((Task)Preparing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Preparing.IsCompletedSuccessfully)
                (await Preparing).Dispose();
        }
    }
}
