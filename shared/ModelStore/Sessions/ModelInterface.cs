using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Engram.ModelStore.Sessions;

/// <summary>Compares expected tensors with actual ones, and describes both in each difference.</summary>
public static class ModelInterface
{
    /// <summary>Checks that a manifest has the kind, inputs and outputs that the serving code was written for.</summary>
    /// <exception cref="ModelPackageException">It differs; the message names both sides.</exception>
    public static void Require(ModelManifest manifest, string kind, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        RequireKind(manifest, kind);
        RequireNetwork(manifest, ModelManifest.NetworkFileName, inputs, outputs);
    }

    /// <summary>Checks that a manifest has the kind that the serving code was written for.</summary>
    /// <exception cref="ModelPackageException">It has another kind.</exception>
    public static void RequireKind(ModelManifest manifest, string kind)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Kind != kind)
            throw new ModelPackageException(
                $"Model {manifest.Name}/{manifest.Version} is of kind '{manifest.Kind}'; a '{kind}' must serve here.");
    }

    /// <summary>Checks that a network in a manifest has the inputs and outputs that the serving code was written for.</summary>
    /// <exception cref="ModelPackageException">They differ, or the network is not described; the message names both sides.</exception>
    public static void RequireNetwork(
        ModelManifest manifest, string file, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var network = manifest.NetworkIn(file);
        string[] differences =
            [.. Differences("input", inputs, Of(network.Inputs)), .. Differences("output", outputs, Of(network.Outputs))];
        if (differences.Length > 0)
            throw new ModelPackageException($"{file} of model {manifest.Name}/{manifest.Version} does not have the interface of a "
                + $"'{manifest.Kind}': {string.Join("; ", differences)}.");
    }

    /// <summary>Inputs or outputs of a loaded network. Element types that <see cref="TensorType"/> lacks keep ONNX Runtime's
    /// name.</summary>
    internal static IReadOnlyList<ActualTensor> Of(IReadOnlyDictionary<string, NodeMetadata> tensors) =>
        [.. tensors.Select(tensor => Of(tensor.Key, tensor.Value))];

    /// <summary>Inputs or outputs from a manifest.</summary>
    private static IReadOnlyList<ActualTensor> Of(IReadOnlyList<TensorSpec> tensors) =>
        [.. tensors.Select(tensor => new ActualTensor(tensor.Name, NameOf(tensor.Type), [.. tensor.Dims.Select(dim => dim.Size)],
            Shape(tensor.Dims)))];

    /// <summary>Lists the differences; empty when all fits. A size that is expected to vary must vary on the actual side too; a size that
    /// is expected to be fixed must not be a different number there.</summary>
    /// <param name="role"><c>input</c> or <c>output</c>, for the message.</param>
    internal static IEnumerable<string> Differences(string role, IReadOnlyList<TensorSpec> expected, IReadOnlyList<ActualTensor> actual)
    {
        foreach (var spec in expected)
        {
            var found = actual.FirstOrDefault(tensor => tensor.Name == spec.Name);
            if (found is null)
                yield return $"{role} {spec.Name}: expected {Describe(spec)}, got none";
            else if (!Fits(spec, found))
                yield return $"{role} {spec.Name}: expected {Describe(spec)}, got {found.Shape} {found.Type}";
        }

        foreach (var extra in actual.Where(tensor => expected.All(spec => spec.Name != tensor.Name)))
            yield return $"{role} {extra.Name}: expected none, got {extra.Shape} {extra.Type}";
    }

    private static bool Fits(TensorSpec spec, ActualTensor tensor) =>
        NameOf(spec.Type) == tensor.Type
        && spec.Dims.Count == tensor.Sizes.Count
        && spec.Dims.Zip(tensor.Sizes).All(pair => pair.Second is null || pair.First.Size == pair.Second);

    private static ActualTensor Of(string name, NodeMetadata tensor)
    {
        if (!tensor.IsTensor)
            return new ActualTensor(name, tensor.OnnxValueType.ToString(), [], "");
        int?[] sizes = [.. tensor.Dimensions.Select(size => size < 0 ? (int?)null : size)];
        var names = tensor.SymbolicDimensions;
        var shape = string.Join(
            ',',
            sizes.Select(
                (size, i) => size?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    ?? (names[i] is { Length: > 0 } symbol ? symbol : "?")));
        return new ActualTensor(name, NameOf(tensor.ElementDataType), sizes, $"[{shape}]");
    }

    private static string Describe(TensorSpec spec) => $"{Shape(spec.Dims)} {NameOf(spec.Type)}";

    private static string Shape(IEnumerable<Dimension> dims) => $"[{string.Join(',', dims)}]";

    private static string NameOf(TensorType type) => type switch
    {
        TensorType.Float32 => "float32",
        TensorType.Int64 => "int64",
        TensorType.Int32 => "int32",
        TensorType.UInt8 => "uint8",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of a manifest."),
    };

    private static string NameOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => type.ToString().ToLowerInvariant(),
    };
}

/// <summary>An input or output as found in a network or manifest.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type, for example <c>float32</c>.</param>
/// <param name="Sizes">Its sizes; null where any size is allowed.</param>
/// <param name="Shape">The sizes as text: <c>[batch,49,1280]</c>.</param>
internal sealed record ActualTensor(string Name, string Type, IReadOnlyList<int?> Sizes, string Shape);
