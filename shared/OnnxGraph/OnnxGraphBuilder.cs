using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Engram.ModelStore;

namespace Engram.OnnxGraph;

/// <summary>Builds an ONNX model operator by operator: each call returns the value it creates, which later calls take as input. A faulty
/// node is reported when it is added; ONNX Runtime checks shapes and types when it loads the model.</summary>
/// <example>
/// <code>
/// var graph = new OnnxGraphBuilder("classifier");
/// var x = graph.Input("x", ElementType.Float32, "batch", 4);
/// var w = graph.Initializer("w", weights, [4, 3]);
/// graph.Output("probabilities", graph.Op("Softmax", [graph.Op("MatMul", [x, w])]), ElementType.Float32, "batch", 3);
/// graph.Save("model.onnx");
/// </code>
/// </example>
/// <param name="name">Name of the graph, shown by viewers.</param>
/// <param name="opset">Version of the standard operators, 15 to 17.</param>
/// <param name="producer">Name of the program that creates the model.</param>
public sealed class OnnxGraphBuilder(string name, int opset = 17, string producer = "engram")
{
    private const int FewElements = 1024;

    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _initializers = [];
    private readonly List<OnnxValueInfo> _inputs = [];
    private readonly List<OnnxValueInfo> _outputs = [];
    private readonly List<KeyValuePair<string, string>> _metadata = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Whether float32 initializers of more than 1,024 elements are stored as float16, followed by a Cast that ONNX Runtime
    /// computes once, at load. Values that float16 can't represent are rounded.</summary>
    public bool HalfWeights { get; init; }

    /// <summary>Declares an input.</summary>
    public OnnxValue Input(string name, ElementType type, params ReadOnlySpan<Dimension> dims)
    {
        _inputs.Add(new OnnxValueInfo(name, type, [.. dims]));
        return Declare(name);
    }

    /// <summary>Declares an input from its entry in a model's manifest.</summary>
    public OnnxValue Input(TensorSpec spec) => Input(spec.Name, ElementTypes.Of(spec.Type), [.. spec.Dims]);

    /// <summary>Adds a constant tensor with a given name, such as a weight.</summary>
    /// <param name="name">Unique in the graph.</param>
    /// <param name="data">Elements in row-major order.</param>
    /// <param name="dims">Sizes; their product is the number of elements. Empty for a scalar.</param>
    public OnnxValue Initializer<T>(string name, ReadOnlySpan<T> data, ReadOnlySpan<long> dims)
        where T : unmanaged
    {
        var elements = 1L;
        foreach (var size in dims)
            elements *= size;
        if (elements != data.Length)
            throw new OnnxGraphException(
                $"Initializer {name} has {data.Length} elements; its dims [{string.Join(", ", dims.ToArray())}] ask for {elements}.");
        if (HalfWeights && typeof(T) == typeof(float) && data.Length > FewElements)
            return Halved(name, MemoryMarshal.Cast<T, float>(data), dims);
        _initializers.Add(new OnnxTensor(name, ElementTypes.Of<T>(), [.. dims], MemoryMarshal.AsBytes(data).ToArray()));
        return Declare(name);
    }

    private OnnxValue Halved(string name, ReadOnlySpan<float> data, ReadOnlySpan<long> dims)
    {
        var half = new Half[data.Length];
        TensorPrimitives.ConvertToHalf(data, half);
        return Op("Cast", [Initializer<Half>(name, half, dims)], OnnxAttribute.Type("to", ElementType.Float32));
    }

    /// <summary>Adds a constant tensor with a generated name.</summary>
    public OnnxValue Constant<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dims)
        where T : unmanaged => Initializer(NewName("constant"), data, dims);

    /// <summary>Adds a constant vector, as an argument of operators such as Reshape and Slice.</summary>
    public OnnxValue Vector<T>(params ReadOnlySpan<T> data)
        where T : unmanaged => Constant(data, [data.Length]);

    /// <summary>Adds a constant scalar.</summary>
    public OnnxValue Scalar<T>(T value)
        where T : unmanaged => Constant(new ReadOnlySpan<T>(in value), []);

    /// <summary>Adds a node with one output and returns that output.</summary>
    /// <param name="type">Operator of the standard set, for example <c>Gemm</c>.</param>
    /// <param name="inputs">Values created before; <see cref="OnnxValue.None"/> for an omitted optional input.</param>
    /// <param name="attributes">See <see cref="OnnxAttribute"/>.</param>
    public OnnxValue Op(string type, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Op(type, inputs, 1, attributes)[0];

    /// <summary>Adds a node with several outputs and returns them in the operator's order.</summary>
    public ImmutableArray<OnnxValue> Op(
        string type, ReadOnlySpan<OnnxValue> inputs, int outputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = NewName(type);
        foreach (var input in inputs)
            Require(input, $"Node {node}");
        ImmutableArray<OnnxValue> values = outputs == 1
            ? [Declare(node)]
            : [.. Enumerable.Range(0, outputs).Select(index => Declare(string.Create(CultureInfo.InvariantCulture, $"{node}.{index}")))];
        _nodes.Add(new OnnxNode(node, type, [.. inputs], values, [.. attributes]));
        return values;
    }

    /// <summary>Declares an output: exposes <paramref name="value"/> as <paramref name="name"/>.</summary>
    public void Output(string name, OnnxValue value, ElementType type, params ReadOnlySpan<Dimension> dims)
    {
        Require(value, $"Output {name}");
        Declare(name);
        _nodes.Add(new OnnxNode(name, "Identity", [value], [new OnnxValue(name)], []));
        _outputs.Add(new OnnxValueInfo(name, type, [.. dims]));
    }

    /// <summary>Declares an output from its entry in a model's manifest.</summary>
    public void Output(TensorSpec spec, OnnxValue value) => Output(spec.Name, value, ElementTypes.Of(spec.Type), [.. spec.Dims]);

    /// <summary>Adds an entry to the model's metadata, which inference sessions show.</summary>
    public void Metadata(string key, string value) => _metadata.Add(new(key, value));

    /// <summary>The model as the bytes of an .onnx file; the same calls always give the same bytes.</summary>
    public byte[] ToBytes()
    {
        if (_outputs.Count == 0)
            throw new OnnxGraphException($"Graph {name} has no output; declare at least one.");
        return OnnxModelWriter.Write(new OnnxModel(name, opset, producer, _nodes, _initializers, _inputs, _outputs, _metadata));
    }

    /// <summary>Writes the model to a file.</summary>
    public void Save(string path) => File.WriteAllBytes(path, ToBytes());

    private OnnxValue Declare(string value)
    {
        if (!_names.Add(value))
            throw new OnnxGraphException($"Graph {name} already has a value named {value}; names are unique.");
        return new OnnxValue(value);
    }

    private void Require(OnnxValue value, string user)
    {
        if (value != OnnxValue.None && (value.Name is null || !_names.Contains(value.Name)))
            throw new OnnxGraphException($"{user} takes {value.Name ?? "a default value"}, which graph {name} does not have (yet).");
    }

    private string NewName(string stem)
    {
        do
            _numbers[stem] = _numbers.GetValueOrDefault(stem) + 1;
        while (_names.Contains(Numbered()));
        return Numbered();

        string Numbered() => string.Create(CultureInfo.InvariantCulture, $"{stem}_{_numbers[stem]}");
    }
}
