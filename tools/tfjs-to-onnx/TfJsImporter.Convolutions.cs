using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>Image operators.</summary>
public sealed partial class TfJsImporter
{
    private Translated Convolution(TfJsNode node, bool depthwise)
    {
        var kernel = ConstantInput(node, 1); // [height, width, in, out]
        var channels = kernel.Dims[2];
        var weights = depthwise
            ? kernel.Transpose(ConstantTensor.DepthwiseToChannelsFirst)
                .Reshape(channels * kernel.Dims[3], 1, kernel.Dims[0], kernel.Dims[1])
            : kernel.Transpose(ConstantTensor.KernelToChannelsFirst);
        List<OnnxValue> inputs = [AsChannelsFirst(Input(node, 0)), weights.AddTo(graph)];
        var fused = node.Texts("fused_ops");
        if (fused.Contains("BiasAdd"))
            inputs.Add(ConstantInput(node, 2).AddTo(graph));
        var dilations = node.Integers("dilations");
        var convolved = graph.Op(
            "Conv",
            [.. inputs],
            OnnxAttribute.Int("group", depthwise ? channels : 1),
            OnnxAttribute.Ints("kernel_shape", kernel.Dims[0], kernel.Dims[1]),
            OnnxAttribute.Ints("strides", node.Integers("strides").AsSpan(1, 2)),
            OnnxAttribute.Ints("dilations", dilations is [_, var down, var across, _] ? [down, across] : [1, 1]),
            Padding(node));
        return Activations(node, fused, new ChannelsFirst(convolved));
    }

    private Translated BatchNormalization(TfJsNode node)
    {
        if (node.Flag("is_training"))
            throw new OnnxGraphException($"Node {node.Name} ({node.Op}) is in training mode; freeze the model before it is converted.");
        return new ChannelsFirst(graph.Op(
            "BatchNormalization",
            [
                AsChannelsFirst(Input(node, 0)),
                ConstantInput(node, 1).AddTo(graph), ConstantInput(node, 2).AddTo(graph), // scale, offset
                ConstantInput(node, 3).AddTo(graph), ConstantInput(node, 4).AddTo(graph), // mean, variance
            ],
            OnnxAttribute.Float("epsilon", node.Number("epsilon", whenAbsent: 1e-4f))));
    }

    private Translated Pool(TfJsNode node, string type) => new ChannelsFirst(graph.Op(
        type,
        [AsChannelsFirst(Input(node, 0))],
        OnnxAttribute.Ints("kernel_shape", node.Integers("ksize").AsSpan(1, 2)),
        OnnxAttribute.Ints("strides", node.Integers("strides").AsSpan(1, 2)),
        Padding(node)));

    private Translated Mean(TfJsNode node)
    {
        var value = Input(node, 0);
        var axes = IntegersInput(node, 1);
        var keepsDims = node.Flag("keep_dims");
        if (value is ChannelsFirst picture && axes.Order().SequenceEqual([1, 2]))
        {
            var mean = graph.Op("GlobalAveragePool", [picture.Value]); // [B,C,H,W] -> [B,C,1,1]
            return keepsDims ? new ChannelsFirst(mean) : new AsInTensorFlow(graph.Op("Flatten", [mean], OnnxAttribute.Int("axis", 1)));
        }

        return new AsInTensorFlow(graph.Op(
            "ReduceMean", [AsInTensorFlow(value)], OnnxAttribute.Ints("axes", axes), OnnxAttribute.Int("keepdims", keepsDims ? 1 : 0)));
    }

    /// <summary>TensorFlow's SAME puts odd padding at the end, which is SAME_UPPER in ONNX.</summary>
    private static OnnxAttribute Padding(TfJsNode node) => node.Text("padding") switch
    {
        "SAME" => OnnxAttribute.Text("auto_pad", "SAME_UPPER"),
        "VALID" => OnnxAttribute.Text("auto_pad", "VALID"),
        // Pairs (before, after) of batch, height, width, channels -> height and width before, then after.
        "EXPLICIT" when node.Integers("explicit_paddings") is { Length: 8 } pads =>
            OnnxAttribute.Ints("pads", pads[2], pads[4], pads[3], pads[5]),
        var other =>
            throw new OnnxGraphException($"Node {node.Name} ({node.Op}) has padding {other}; SAME, VALID and EXPLICIT are translated."),
    };
}
