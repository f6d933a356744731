namespace Engram.Training.Torch;

/// <summary>Frees, at its end, all tensors created on this thread inside it, except detached ones. The garbage collector can't do this: it
/// sees handles of a few bytes and lets gigabytes accumulate behind them. Must not cross an await.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? s_current;

    private readonly DisposeScope? _outer = s_current;
    private readonly HashSet<Tensor> _tensors = new(ReferenceEqualityComparer.Instance);

    public DisposeScope() => s_current = this;

    internal static DisposeScope? Current => s_current;

    internal void Add(Tensor tensor) => _tensors.Add(tensor);

    internal void Remove(Tensor tensor) => _tensors.Remove(tensor);

    public void Dispose()
    {
        if (s_current != this)
            throw new InvalidOperationException(
                "A dispose scope was closed while an inner one was open, or on another thread than it was opened on.");
        s_current = _outer;
        foreach (var tensor in _tensors.ToArray())
            tensor.Dispose();
    }
}

/// <summary>Stops recording gradients on this thread until disposed. Must not cross an await.</summary>
public sealed class NoGrad : IDisposable
{
    private readonly int _was = Native.set_grad_enabled(0);

    public void Dispose() => _ = Native.set_grad_enabled(_was);
}
