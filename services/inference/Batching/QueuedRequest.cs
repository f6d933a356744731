namespace Engram.Inference.Batching;

/// <summary>A request that waits for its batch, and the promise of its result.</summary>
internal sealed class QueuedRequest<TRequest, TResult>(
    TRequest request, PaddedShape shape, long arrivedAt, CancellationToken cancellationToken)
{
    // The waiting consumer goes on elsewhere: the worker that answers a batch must not run its continuations.
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TRequest Request => request;

    public PaddedShape Shape => shape;

    public long ArrivedAt => arrivedAt;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    public Task<TResult> Result => _result.Task;

    public void Succeed(TResult result) => _result.SetResult(result);

    public void Fail(RequestFailedException reason) => _result.SetException(reason);
}
