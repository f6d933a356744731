using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>Element-wise operators and matrix products.</summary>
public sealed partial class TfJsImporter
{
    private Translated Elementwise(TfJsNode node, string type) => Elementwise(type, Input(node, 0), Input(node, 1));

    private Translated Sum(TfJsNode node) =>
        Enumerable.Range(1, node.Inputs.Count - 1).Aggregate(Input(node, 0), (sum, index) => Elementwise("Add", sum, Input(node, index)));

    private Translated Elementwise(string type, Translated left, Translated right)
    {
        // A constant can be transposed to broadcast channels-first; a computed value can't, because its rank is unknown.
        var channelsFirst = (left, right) is (ChannelsFirst, ChannelsFirst) or (ChannelsFirst, ConstantTensor)
            or (ConstantTensor, ChannelsFirst);
        return channelsFirst
            ? new ChannelsFirst(graph.Op(type, [Operand(left), Operand(right)]))
            : new AsInTensorFlow(graph.Op(type, [AsInTensorFlow(left), AsInTensorFlow(right)]));

        OnnxValue Operand(Translated operand) => AsIs(operand is ConstantTensor constant ? constant.ToChannelsFirst() : operand);
    }

    private Translated MatrixProduct(TfJsNode node)
    {
        var fused = node.Texts("fused_ops");
        List<OnnxValue> inputs = [AsInTensorFlow(Input(node, 0)), AsInTensorFlow(Input(node, 1))];
        if (fused.Contains("BiasAdd"))
            inputs.Add(AsInTensorFlow(Input(node, 2)));
        var product = graph.Op(
            "Gemm",
            [.. inputs],
            OnnxAttribute.Int("transA", node.Flag("transpose_a") ? 1 : 0),
            OnnxAttribute.Int("transB", node.Flag("transpose_b") ? 1 : 0));
        return Activations(node, fused, new AsInTensorFlow(product));
    }

    /// <summary>Applies the operators that a node fuses after its product; the bias is part of the product.</summary>
    private Translated Activations(TfJsNode node, IEnumerable<string> fused, Translated value) =>
        fused.Where(op => op != "BiasAdd").Aggregate(value, (result, op) => Activation(node, result, op));

    private Translated Activation(TfJsNode node, Translated value, string type)
    {
        var x = AsIs(value);
        return Like(value, type switch
        {
            "Relu" or "Sigmoid" or "Exp" => graph.Op(type, [x]),
            "Relu6" => graph.Op("Clip", [x, graph.Scalar(0f), graph.Scalar(6f)]),
            "LeakyRelu" => graph.Op(type, [x], OnnxAttribute.Float("alpha", node.Number("alpha", node.Number("leakyrelu_alpha", 0.2f)))),
            _ => throw new OnnxGraphException($"Node {node.Name} ({node.Op}) ends in {type}, which is not translated."),
        });
    }

    private Translated Softmax(TfJsNode node) =>
        new AsInTensorFlow(graph.Op("Softmax", [AsInTensorFlow(Input(node, 0))], OnnxAttribute.Int("axis", -1)));
}
