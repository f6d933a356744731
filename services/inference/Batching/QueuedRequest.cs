namespace Engram.Inference.Batching;

/// <summary>A request waiting for its batch, and the promise of its result.</summary>
internal sealed class QueuedRequest<TRequest, TResult>(
    TRequest request, PaddedShape shape, long arrivedAt, CancellationToken cancellationToken)
{
    // Continuations must not run on the worker that completes a batch.
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TRequest Request => request;

    public PaddedShape Shape => shape;

    public long ArrivedAt => arrivedAt;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    public Task<TResult> Result => _result.Task;

    public void Succeed(TResult result) => _result.SetResult(result);

    public void Fail(RequestFailedException reason) => _result.SetException(reason);
}
