using System.Collections.Immutable;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>Translates the nodes of a TensorFlow.js graph into an ONNX graph, from the requested values back to the inputs. TensorFlow puts
/// channels last, ONNX puts them first: values stay channels-first between operators and are transposed only where one needs it.</summary>
public sealed partial class TfJsImporter(TfJsModel model, OnnxGraphBuilder graph)
{
    private readonly Dictionary<string, Translated> _done = new(StringComparer.Ordinal);

    /// <summary>The supported operators, by their TensorFlow names.</summary>
    private static readonly ImmutableSortedDictionary<string, Func<TfJsImporter, TfJsNode, Translated>> Operators =
        ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            new Dictionary<string, Func<TfJsImporter, TfJsNode, Translated>>
            {
                ["Const"] = (importer, node) => importer.Weight(node),
                ["Identity"] = (importer, node) => importer.Input(node, 0),
                ["StopGradient"] = (importer, node) => importer.Input(node, 0),

                ["Conv2D"] = (importer, node) => importer.Convolution(node, depthwise: false),
                ["_FusedConv2D"] = (importer, node) => importer.Convolution(node, depthwise: false),
                ["DepthwiseConv2dNative"] = (importer, node) => importer.Convolution(node, depthwise: true),
                ["FusedDepthwiseConv2dNative"] = (importer, node) => importer.Convolution(node, depthwise: true),
                ["FusedBatchNorm"] = (importer, node) => importer.BatchNormalization(node),
                ["FusedBatchNormV2"] = (importer, node) => importer.BatchNormalization(node),
                ["FusedBatchNormV3"] = (importer, node) => importer.BatchNormalization(node),
                ["MaxPool"] = (importer, node) => importer.Pool(node, "MaxPool"),
                ["AvgPool"] = (importer, node) => importer.Pool(node, "AveragePool"),
                ["Mean"] = (importer, node) => importer.Mean(node),

                ["Add"] = (importer, node) => importer.Elementwise(node, "Add"),
                ["AddV2"] = (importer, node) => importer.Elementwise(node, "Add"),
                ["AddN"] = (importer, node) => importer.Sum(node),
                ["BiasAdd"] = (importer, node) => importer.Elementwise(node, "Add"),
                ["Sub"] = (importer, node) => importer.Elementwise(node, "Sub"),
                ["Mul"] = (importer, node) => importer.Elementwise(node, "Mul"),
                ["RealDiv"] = (importer, node) => importer.Elementwise(node, "Div"),
                ["MatMul"] = (importer, node) => importer.MatrixProduct(node),
                ["_FusedMatMul"] = (importer, node) => importer.MatrixProduct(node),

                ["Relu"] = (importer, node) => importer.Activation(node, importer.Input(node, 0), "Relu"),
                ["Relu6"] = (importer, node) => importer.Activation(node, importer.Input(node, 0), "Relu6"),
                ["LeakyRelu"] = (importer, node) => importer.Activation(node, importer.Input(node, 0), "LeakyRelu"),
                ["Sigmoid"] = (importer, node) => importer.Activation(node, importer.Input(node, 0), "Sigmoid"),
                ["Exp"] = (importer, node) => importer.Activation(node, importer.Input(node, 0), "Exp"),
                ["Softmax"] = (importer, node) => importer.Softmax(node),

                ["Shape"] = (_, _) => new RuntimeShape(),
                ["StridedSlice"] = (importer, node) => importer.SizeFromShape(node),
                ["Pack"] = (importer, node) => importer.Pack(node),
                ["Reshape"] = (importer, node) => importer.Reshape(node),
                ["Squeeze"] = (importer, node) => importer.Squeeze(node),
                ["Transpose"] = (importer, node) => importer.Transpose(node),
                ["ConcatV2"] = (importer, node) => importer.Concatenate(node),
                ["Pad"] = (importer, node) => importer.Pad(node),
                ["PadV2"] = (importer, node) => importer.Pad(node),
            });

    /// <summary>Replaces a node by <paramref name="value"/>, in TensorFlow's layout. The nodes that it was computed from are not
    /// translated.</summary>
    public void Feed(string node, OnnxValue value) => _done[Known(node)] = new AsInTensorFlow(value);

    /// <summary>Replaces a node by <paramref name="value"/>, [batch, channels, height, width]. The nodes that it was computed from are not
    /// translated.</summary>
    public void FeedChannelsFirst(string node, OnnxValue value) => _done[Known(node)] = new ChannelsFirst(value);

    /// <summary>Translates a node and those it needs, and returns its value in TensorFlow's layout.</summary>
    /// <exception cref="OnnxGraphException">A node can't be translated; the message names it and its operator.</exception>
    public OnnxValue Value(string node) => AsInTensorFlow(Translate(node));

    /// <summary>Translates a node and those it needs, and returns its value as [batch, channels, height, width].</summary>
    /// <exception cref="OnnxGraphException">A node can't be translated; the message names it and its operator.</exception>
    public OnnxValue ValueChannelsFirst(string node) => AsChannelsFirst(Translate(node));

    /// <summary>The elements and dims of a constant node.</summary>
    public (IReadOnlyList<float> Elements, IReadOnlyList<long> Dims) Constant(string node)
    {
        var weight = Weight(model.Nodes[Known(node)]);
        return (weight.Floats ?? throw new OnnxGraphException($"Node {node} holds integers, not floats."), weight.Dims);
    }

    private Translated Translate(string reference)
    {
        var (name, output) = reference.Split(':') is [var first, var number] ? (first, number) : (reference, "0");
        if (output != "0")
            throw new OnnxGraphException($"Output {output} of node {name} is wanted; only first outputs are translated.");
        if (_done.TryGetValue(name, out var done))
            return done;
        var node = model.Nodes[Known(name)];
        if (!Operators.TryGetValue(node.Op, out var translate))
        {
            throw new OnnxGraphException(node.Op == "Placeholder"
                ? $"Node {name} is an input of the graph: feed it a value before asking for what depends on it."
                : $"Node {name} is a {node.Op}, which is not translated. Translated are {string.Join(", ", Operators.Keys)}.");
        }

        if (node.Text("data_format") is { } format and not "NHWC")
            throw new OnnxGraphException($"Node {name} ({node.Op}) has its data as {format}; only NHWC is translated.");
        return _done[name] = translate(this, node);
    }

    private string Known(string node) =>
        model.Nodes.ContainsKey(node) ? node : throw new OnnxGraphException($"The TensorFlow.js graph has no node {node}.");

    private ConstantTensor Weight(TfJsNode node) => model.Weights.TryGetValue(node.Name, out var weight)
        ? weight
        : throw new OnnxGraphException($"Node {node.Name} is a {node.Op} without a weight in the shards.");

    private Translated Input(TfJsNode node, int index) => index < node.Inputs.Count
        ? Translate(node.Inputs[index])
        : throw new OnnxGraphException($"Node {node.Name} ({node.Op}) has {node.Inputs.Count} inputs; input {index} is needed.");

    private ConstantTensor ConstantInput(TfJsNode node, int index) => Input(node, index) as ConstantTensor
        ?? throw new OnnxGraphException($"Input {index} of node {node.Name} ({node.Op}) is computed; only a constant is translated there.");

    private long[] IntegersInput(TfJsNode node, int index) => ConstantInput(node, index).Integers
        ?? throw new OnnxGraphException($"Input {index} of node {node.Name} ({node.Op}) holds floats; integers are expected.");

    private OnnxValue AsInTensorFlow(Translated translated) => translated switch
    {
        AsInTensorFlow same => same.Value,
        ChannelsFirst picture => TransposeTo(Layout.ToChannelsLast, picture.Value),
        ConstantTensor constant => constant.AddTo(graph),
        _ => throw new OnnxGraphException(
            "A shape known only when the model runs is used as a tensor; it is translated only inside Reshape."),
    };

    private OnnxValue AsChannelsFirst(Translated translated) =>
        translated is ChannelsFirst picture ? picture.Value : TransposeTo(Layout.ToChannelsFirst, AsInTensorFlow(translated));

    private OnnxValue TransposeTo(ImmutableArray<int> axes, OnnxValue value) =>
        graph.Op("Transpose", [value], OnnxAttribute.Ints("perm", [.. axes.Select(axis => (long)axis)]));

    /// <summary>Wraps another value in the same layout.</summary>
    private static Translated Like(Translated layout, OnnxValue value) =>
        layout is ChannelsFirst ? new ChannelsFirst(value) : new AsInTensorFlow(value);

    /// <summary>The value in the layout it has.</summary>
    private OnnxValue AsIs(Translated translated) => translated is ChannelsFirst picture ? picture.Value : AsInTensorFlow(translated);
}
