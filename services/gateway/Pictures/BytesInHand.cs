using Engram.ApiContracts;
using Engram.Gateway.Http;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Pictures;

/// <summary>Limits the bytes of uploads and fetched pictures that the gateway holds to <see cref="GatewayOptions.MaxBytesInHand"/>. A
/// reader takes a share before it reads. Shares are granted in order, so small requests cannot starve a large one.</summary>
public sealed class BytesInHand(IOptions<GatewayOptions> options)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _queue = [];
    private readonly long _most = options.Value.MaxBytesInHand;
    private readonly TimeSpan _maxWait = options.Value.MaxUploadWait;
    private long _taken;

    public long Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    /// <summary>Waits for a share. It must not be larger than <see cref="GatewayOptions.MaxBytesInHand"/>.</summary>
    /// <exception cref="ProblemException">No room became free within <see cref="GatewayOptions.MaxUploadWait"/>.</exception>
    public async Task<ByteShare> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _most);
        var waiting = new Waiting(bytes);
        lock (_lock)
        {
            _queue.AddLast(waiting);
            Admit();
        }

        try
        {
            await waiting.Admission.Task.WaitAsync(_maxWait, cancellationToken);
            return new ByteShare(this, bytes);
        }
        catch (TimeoutException)
        {
            GiveUp(waiting);
            throw new ProblemException(Problems.UploadsBusy(_maxWait));
        }
        catch (OperationCanceledException)
        {
            GiveUp(waiting);
            throw;
        }
    }

    internal void GiveBack(long bytes)
    {
        lock (_lock)
        {
            _taken -= bytes;
            Admit();
        }
    }

    private void GiveUp(Waiting waiting)
    {
        lock (_lock)
        {
            // It was admitted at the same moment: return its share, because nobody will use it.
            if (!_queue.Remove(waiting))
                _taken -= waiting.Bytes;
            Admit();
        }
    }

    private void Admit()
    {
        while (_queue.First is { Value: var next } && _taken + next.Bytes <= _most)
        {
            _taken += next.Bytes;
            _queue.RemoveFirst();
            next.Admission.SetResult();
        }
    }

    private sealed class Waiting(long bytes)
    {
        public long Bytes { get; } = bytes;

        public TaskCompletionSource Admission { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A share of the bytes in hand, held until it is disposed.</summary>
public sealed class ByteShare : IDisposable
{
    private readonly BytesInHand _inHand;
    private long _bytes;

    internal ByteShare(BytesInHand inHand, long bytes) => (_inHand, _bytes) = (inHand, bytes);

    /// <summary>Returns the part of the share that is not needed.</summary>
    public void ShrinkTo(long bytes)
    {
        var surplus = Interlocked.Read(ref _bytes) - bytes;
        if (surplus <= 0)
            return;
        Interlocked.Add(ref _bytes, -surplus);
        _inHand.GiveBack(surplus);
    }

    public void Dispose() => _inHand.GiveBack(Interlocked.Exchange(ref _bytes, 0));
}
