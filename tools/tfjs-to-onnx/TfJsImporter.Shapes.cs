using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>Operators that move elements without changing them.</summary>
public sealed partial class TfJsImporter
{
    private const long WhateverIsLeft = -1;

    private Translated SizeFromShape(TfJsNode node) => Input(node, 0) is RuntimeShape
        ? new RuntimeSize()
        : throw new OnnxGraphException($"Node {node.Name} (StridedSlice) slices a tensor; only taking a size from a Shape is translated.");

    /// <summary>A list of sizes for Reshape; one of them may be known only when the model runs.</summary>
    private Translated Pack(TfJsNode node)
    {
        var sizes = Enumerable.Range(0, node.Inputs.Count).Select(index => Input(node, index) switch
        {
            RuntimeSize => WhateverIsLeft,
            ConstantTensor { Integers: [var size] } => size,
            _ => throw new OnnxGraphException($"Input {index} of node {node.Name} (Pack) is no size; only lists of sizes are translated."),
        }).ToArray();
        if (sizes.Count(size => size == WhateverIsLeft) > 1)
            throw new OnnxGraphException(
                $"Node {node.Name} (Pack) lists several sizes that are known only when the model runs; one is translated.");
        return new ConstantTensor([sizes.Length], null, sizes);
    }

    private Translated Reshape(TfJsNode node)
    {
        var sizes = ConstantInput(node, 1);
        return new AsInTensorFlow(graph.Op("Reshape", [AsInTensorFlow(Input(node, 0)), graph.Vector<long>(sizes.Integers)]));
    }

    private Translated Squeeze(TfJsNode node)
    {
        var axes = node.Integers("squeeze_dims");
        var value = AsInTensorFlow(Input(node, 0));
        return new AsInTensorFlow(axes.Length == 0 ? graph.Op("Squeeze", [value]) : graph.Op("Squeeze", [value, graph.Vector<long>(axes)]));
    }

    private Translated Transpose(TfJsNode node)
    {
        var axes = IntegersInput(node, 1);
        return new AsInTensorFlow(graph.Op("Transpose", [AsInTensorFlow(Input(node, 0))], OnnxAttribute.Ints("perm", axes)));
    }

    private Translated Concatenate(TfJsNode node)
    {
        var last = node.Inputs.Count - 1;
        var axis = IntegersInput(node, last)[0];
        var parts = Enumerable.Range(0, last).Select(index => Input(node, index)).ToArray();
        return parts.All(part => part is ChannelsFirst)
            ? new ChannelsFirst(graph.Op("Concat", [.. parts.Select(AsIs)], OnnxAttribute.Int("axis", Layout.AxisInChannelsFirst(axis))))
            : new AsInTensorFlow(graph.Op("Concat", [.. parts.Select(AsInTensorFlow)], OnnxAttribute.Int("axis", axis)));
    }

    private Translated Pad(TfJsNode node)
    {
        var value = Input(node, 0);
        var pads = IntegersInput(node, 1); // [rank, 2]: before and after
        var axes = Enumerable.Range(0, pads.Length / 2).ToArray();
        if (value is ChannelsFirst)
            axes = [.. Layout.ToChannelsFirst];
        long[] beforeThenAfter = [.. axes.Select(axis => pads[2 * axis]), .. axes.Select(axis => pads[2 * axis + 1])];
        var filling = node.Inputs.Count > 2 ? ConstantInput(node, 2).Floats![0] : 0f;
        return Like(value, graph.Op("Pad", [AsIs(value), graph.Vector<long>(beforeThenAfter), graph.Scalar(filling)]));
    }
}
