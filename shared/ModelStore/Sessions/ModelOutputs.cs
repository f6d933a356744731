using Microsoft.ML.OnnxRuntime;

namespace Engram.ModelStore.Sessions;

/// <summary>Outputs of one run.</summary>
public sealed class ModelOutputs : IDisposable
{
    private readonly string[] _names;
    private readonly IDisposableReadOnlyCollection<OrtValue> _values;

    internal ModelOutputs(string[] names, IDisposableReadOnlyCollection<OrtValue> values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>Elements of an output in row-major order, valid until the outputs are disposed.</summary>
    /// <param name="name">Name of the output.</param>
    /// <param name="dims">The sizes it must have.</param>
    /// <exception cref="InvalidDataException">The sizes differ; the message names both.</exception>
    public ReadOnlySpan<float> Floats(string name, params scoped ReadOnlySpan<long> dims) => Elements<float>(name, "float32", dims);

    /// <summary>Elements of an int64 output in row-major order, valid until the outputs are disposed.</summary>
    /// <param name="name">Name of the output.</param>
    /// <param name="dims">The sizes it must have.</param>
    /// <exception cref="InvalidDataException">The sizes differ; the message names both.</exception>
    public ReadOnlySpan<long> Integers(string name, params scoped ReadOnlySpan<long> dims) => Elements<long>(name, "int64", dims);

    /// <summary>Elements of an output of any shape.</summary>
    /// <exception cref="InvalidDataException">The network has no such output.</exception>
    internal ReadOnlySpan<float> Flattened(string name)
    {
        var place = Array.IndexOf(_names, name);
        return place >= 0 ? _values.ElementAt(place).GetTensorDataAsSpan<float>()
            : throw new InvalidDataException($"there is no output {name}");
    }

    private ReadOnlySpan<T> Elements<T>(string name, string type, scoped ReadOnlySpan<long> dims)
        where T : unmanaged
    {
        var tensor = _values.ElementAt(Array.IndexOf(_names, name));
        var actual = tensor.GetTensorTypeAndShape().Shape;
        return dims.SequenceEqual(actual)
            ? tensor.GetTensorDataAsSpan<T>()
            : throw new InvalidDataException(
                $"Output {name}: expected [{string.Join(',', dims.ToArray())}] {type}, got [{string.Join(',', actual)}].");
    }

    public void Dispose() => _values.Dispose();
}
