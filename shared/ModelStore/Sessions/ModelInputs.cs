using Microsoft.ML.OnnxRuntime;

namespace Engram.ModelStore.Sessions;

/// <summary>Input tensors of one run. They share memory with the caller's arrays; nothing is copied.</summary>
public sealed class ModelInputs : IDisposable
{
    private readonly Dictionary<string, OrtValue> _tensors = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, OrtValue> Tensors => _tensors;

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Name of the network's input.</param>
    /// <param name="values">Elements in row-major order; they must not change until the run is over.</param>
    /// <param name="dims">Sizes; their product is the number of elements.</param>
    public ModelInputs Add<T>(string name, T[] values, params long[] dims)
        where T : unmanaged
    {
        _tensors.Add(name, OrtValue.CreateTensorValueFromMemory(values, dims));
        return this;
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }
}
