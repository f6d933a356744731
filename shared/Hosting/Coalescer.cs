namespace Engram.Hosting;

/// <summary>Handles requests in groups: those that arrive while earlier groups are being handled form the next one. A lone request waits
/// for nobody, and the more there are, the less each one costs.</summary>
/// <param name="handle">Handles a group: one result per request, in the same order. If it throws, all requests of the group fail
/// so.</param>
/// <param name="maxWeight">Greatest weight of a group of several requests.</param>
/// <param name="maxGroupsAtOnce">Groups handled at one time.</param>
/// <param name="weigh">Returns the weight of a request; null: each weighs 1.</param>
public sealed class Coalescer<TRequest, TResult>(
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> handle, int maxWeight, int maxGroupsAtOnce,
    Func<TRequest, int>? weigh = null)
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _running;

    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled before the request's group was
    /// handled; it may yet be.</exception>
    public async Task<TResult> HandleAsync(TRequest request, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(request, cancellationToken);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_running < maxGroupsAtOnce)
            {
                _running++;
                // A group belongs to no one request: neither to its trace nor to anything else that flows with it.
                using (ExecutionContext.SuppressFlow())
                    _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return await waiting.Result.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            try
            {
                var results = await handle([.. group.Select(waiting => waiting.Request)]);
                foreach (var (waiting, result) in group.Zip(results))
                    waiting.Result.SetResult(result);
            }
            catch (Exception e)
            {
                foreach (var waiting in group)
                    waiting.Result.TrySetException(e);
            }
        }
    }

    private List<Waiting> Take()
    {
        var (group, weight) = (new List<Waiting>(), 0L);
        lock (_lock)
        {
            while (_waiting.TryPeek(out var next))
            {
                var more = weigh?.Invoke(next.Request) ?? 1;
                if (group.Count > 0 && weight + more > maxWeight)
                    break;
                _waiting.Dequeue();
                if (next.CancellationToken.IsCancellationRequested)
                    continue;
                group.Add(next);
                weight += more;
            }

            if (group.Count == 0)
                _running--;
        }

        return group;
    }

    private sealed record Waiting(TRequest Request, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
