namespace Engram.Training.Torch;

/// <summary>Holds the handles of several tensors during one native call, so that none is freed meanwhile.</summary>
internal readonly ref struct HandleArray
{
    private readonly IReadOnlyList<Tensor> _tensors;

    public HandleArray(IReadOnlyList<Tensor> tensors)
    {
        _tensors = tensors;
        var handles = new nint[tensors.Count];
        for (var i = 0; i < handles.Length; i++)
        {
            var held = false;
            tensors[i].DangerousAddRef(ref held);
            handles[i] = tensors[i].DangerousGetHandle();
        }

        Handles = handles;
    }

    public ReadOnlySpan<nint> Handles { get; }

    public void Dispose()
    {
        foreach (var tensor in _tensors)
            tensor.DangerousRelease();
    }
}
