using System.Threading.Channels;

namespace Engram.Inference.Batching;

/// <summary>Computes requests that arrive together as batches bounded by <see cref="BatchBounds"/>. A batch that throws is halved until the
/// failing request is alone: it fails with <see cref="RequestFailedException"/>, all others get their result.</summary>
public sealed class Batcher<TRequest, TResult> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TRequest>, IReadOnlyList<TResult>> _compute;
    private readonly Func<TRequest, PaddedShape> _shapeOf;
    private readonly BatchBounds _bounds;
    private readonly BatchMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Channel<QueuedRequest<TRequest, TResult>> _queue;
    private readonly SemaphoreSlim _collecting = new(1, 1);
    private readonly Task[] _workers;

    /// <param name="compute">Computes a batch: one result per request, in the same order. Called concurrently.</param>
    /// <param name="shapeOf">Size of a request before padding to the size of its batch.</param>
    /// <param name="bounds">Limits of batches and of the queue.</param>
    /// <param name="metrics">Records sizes and durations.</param>
    /// <param name="time">Clock of the queue.</param>
    public Batcher(
        Func<IReadOnlyList<TRequest>, IReadOnlyList<TResult>> compute,
        Func<TRequest, PaddedShape> shapeOf,
        BatchBounds bounds,
        BatchMetrics metrics,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        _compute = compute;
        _shapeOf = shapeOf;
        _bounds = bounds;
        _metrics = metrics;
        _time = time;
        _queue = Channel.CreateBounded<QueuedRequest<TRequest, TResult>>(bounds.MaxQueueItems);
        _workers = [.. Enumerable.Range(0, bounds.ConcurrentBatches).Select(_ => Task.Run(ComputeBatchesAsync))];
    }

    /// <summary>Computes one request as part of a batch. Waits while the queue is full.</summary>
    /// <exception cref="RequestFailedException">The request failed even when computed alone.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled before the result was
    /// ready.</exception>
    public async Task<TResult> ComputeAsync(TRequest request, CancellationToken cancellationToken)
    {
        var queued = new QueuedRequest<TRequest, TResult>(request, _shapeOf(request), _time.GetTimestamp(), cancellationToken);
        _metrics.RequestArrived();
        try
        {
            await _queue.Writer.WriteAsync(queued, cancellationToken);
            return await queued.Result.WaitAsync(cancellationToken);
        }
        finally
        {
            _metrics.RequestLeft();
        }
    }

    /// <summary>Accepts no further requests and waits until all accepted ones have their result.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_workers);
        _collecting.Dispose();
    }

    private async Task ComputeBatchesAsync()
    {
        while (await CollectAsync() is { Count: > 0 } batch)
        {
            var started = _time.GetTimestamp();
            foreach (var queued in batch)
                _metrics.Waited(_time.GetElapsedTime(queued.ArrivedAt, started));
            Compute(batch);
        }
    }

    // One worker at a time fills a batch while the others compute theirs. Empty only when the queue is closed and drained.
    private async Task<List<QueuedRequest<TRequest, TResult>>> CollectAsync()
    {
        await _collecting.WaitAsync();
        try
        {
            var batch = new List<QueuedRequest<TRequest, TResult>>();
            var shape = default(PaddedShape);
            while (batch.Count == 0 ? await _queue.Reader.WaitToReadAsync() : await OthersCameInTimeAsync(batch[0].ArrivedAt))
            {
                while (_queue.Reader.TryPeek(out var next))
                {
                    if (!next.IsCancelled && !Fits(batch.Count + 1, shape.PadTo(next.Shape)))
                        return batch;
                    _queue.Reader.TryRead(out _);
                    if (next.IsCancelled)
                        continue;
                    batch.Add(next);
                    shape = shape.PadTo(next.Shape);
                }

                if (batch.Count == _bounds.MaxBatchItems)
                    break;
            }

            return batch;
        }
        finally
        {
            _collecting.Release();
        }
    }

    private bool Fits(int items, PaddedShape shape) =>
        items == 1 || (items <= _bounds.MaxBatchItems && items * shape.Tokens <= _bounds.MaxBatchTokens);

    private async Task<bool> OthersCameInTimeAsync(long firstArrivedAt)
    {
        var left = _bounds.MaxQueueDelay - _time.GetElapsedTime(firstArrivedAt);
        if (left <= TimeSpan.Zero)
            return false;
        using var deadline = new CancellationTokenSource(left, _time);
        var others = _queue.Reader.WaitToReadAsync(deadline.Token).AsTask();
        await ((Task)others).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return others is { IsCompletedSuccessfully: true, Result: true };
    }

    private void Compute(List<QueuedRequest<TRequest, TResult>> batch)
    {
        try
        {
            var started = _time.GetTimestamp();
            var results = _compute([.. batch.Select(queued => queued.Request)]);
            if (results.Count != batch.Count)
                throw new InvalidOperationException($"A batch of {batch.Count} requests gave {results.Count} results.");
            _metrics.Computed(batch.Count, _time.GetElapsedTime(started));
            for (var i = 0; i < batch.Count; i++)
                batch[i].Succeed(results[i]);
        }
        catch (Exception) when (batch.Count > 1)
        {
            _metrics.Split();
            var half = batch.Count / 2;
            Compute(batch[..half]);
            Compute(batch[half..]);
        }
        catch (Exception e)
        {
            _metrics.Failed();
            batch[0].Fail(new RequestFailedException(e));
        }
    }
}
