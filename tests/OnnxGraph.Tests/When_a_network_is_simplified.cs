using static Engram.OnnxGraph.OnnxAttribute;
using static Engram.OnnxGraph.Tests.TestSession;

namespace Engram.OnnxGraph.Tests;

/// <summary><see cref="OnnxSimplifier"/>.</summary>
public sealed class When_a_network_is_simplified
{
    private const int Channels = 4, Side = 5;

    [Theory]
    [InlineData(0, "Conv,HardSigmoid,Mul,Conv,Identity")]
    [InlineData(1, "Conv,HardSigmoid,Mul,BatchNormalization,Conv,Identity")]
    public void Should_compute_the_same_in_fewer_operators(int pad, string operators)
    {
        var exported = Exported(pad).ToBytes();

        var simplified = OnnxSimplifier.Simplify(exported);

        Assert.Equal(operators, string.Join(',', OnnxModelReader.Read(simplified).Nodes.Select(node => node.Operator)));
        AssertSame(Run(exported), Run(simplified));
    }

    [Fact]
    public void Should_keep_what_another_reads()
    {
        var graph = new OnnxGraphBuilder("read-twice");
        var x = graph.Input("x", ElementType.Float32, 1, Channels, Side, Side);
        var convolved = Convolution(graph, x, 1, 0);
        var scaled = graph.Op("Mul", [convolved, graph.Scalar(3f)]);
        graph.Output("y", graph.Op("Add", [scaled, convolved]), ElementType.Float32, 1, Channels, Side, Side);

        var simplified = OnnxSimplifier.Simplify(graph.ToBytes());

        Assert.Equal(["Conv", "Mul", "Add", "Identity"], OnnxModelReader.Read(simplified).Nodes.Select(node => node.Operator));
        AssertSame(Run(graph.ToBytes()), Run(simplified));
    }

    [Fact]
    public void Should_leave_other_clips_as_they_are()
    {
        var graph = new OnnxGraphBuilder("clip-to-five");
        var x = graph.Input("x", ElementType.Float32, 1, Channels, Side, Side);
        graph.Output("y", HardSwish(graph, x, 5f), ElementType.Float32, 1, Channels, Side, Side);

        Assert.Equal(
            ["Add", "Clip", "Mul", "Div", "Identity"],
            OnnxModelReader.Read(OnnxSimplifier.Simplify(graph.ToBytes())).Nodes.Select(node => node.Operator));
    }

    [Fact]
    public void Should_leave_a_normalization_by_its_batch()
    {
        var graph = new OnnxGraphBuilder("in-training");
        var x = graph.Input("x", ElementType.Float32, 1, Channels, Side, Side);
        var ones = graph.Vector(1f, 1f, 1f, 1f);
        var normalized = graph.Op(
            "BatchNormalization", [Convolution(graph, x, 1, 0), ones, ones, ones, ones], 3, Int("training_mode", 1));
        graph.Output("y", normalized[0], ElementType.Float32, 1, Channels, Side, Side);

        Assert.Equal(
            ["Conv", "BatchNormalization", "Identity"],
            OnnxModelReader.Read(OnnxSimplifier.Simplify(graph.ToBytes())).Nodes.Select(node => node.Operator));
    }

    [Fact]
    public void Should_keep_the_attributes_inputs_and_constants_of_a_model()
    {
        var bytes = Exported(1).ToBytes();

        Assert.Equal(bytes, OnnxModelWriter.Write(OnnxModelReader.Read(bytes)));
    }

    [Theory]
    [InlineData("", "has no graph")]
    [InlineData("not a model at all", "is not an ONNX model")]
    public void Should_refuse_what_is_no_model(string text, string reason)
    {
        var refused = Assert.Throws<OnnxGraphException>(() => OnnxSimplifier.Simplify(System.Text.Encoding.UTF8.GetBytes(text)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_model_that_ends_early()
    {
        var bytes = Exported(1).ToBytes();

        Assert.Throws<OnnxGraphException>(() => OnnxSimplifier.Simplify(bytes.AsMemory(0, bytes.Length / 2)));
    }

    /// <summary>A convolution, normalized, scaled and shifted, through a hard swish, scaled and shifted again, into another one that adds
    /// <paramref name="pad"/> rows and columns of zeros.</summary>
    private static OnnxGraphBuilder Exported(int pad)
    {
        var graph = new OnnxGraphBuilder("exported");
        graph.Metadata("made by", "a test");
        var x = graph.Input("x", ElementType.Float32, "batch", Channels, Side, Side);
        var normalized = graph.Op(
            "BatchNormalization",
            [
                Convolution(graph, x, 1, 0), graph.Vector(1f, 2f, 3f, 4f), graph.Vector(0.1f, 0.2f, 0.3f, 0.4f),
                graph.Vector(-1f, 0f, 1f, 2f), graph.Vector(0.5f, 1f, 1.5f, 2f)
            ],
            Float("epsilon", 1e-3f));
        var swished = HardSwish(graph, Affine(graph, normalized, 1.5f, 0.25f), 6f);
        var convolved = Convolution(graph, Affine(graph, swished, 0.5f, -0.75f), 3, pad);
        var size = (pad * 2) + Side - 2;
        graph.Output("y", convolved, ElementType.Float32, "batch", Channels, size, size);
        return graph;
    }

    private static OnnxValue Affine(OnnxGraphBuilder graph, OnnxValue x, float scale, float shift) =>
        graph.Op("Add", [graph.Op("Mul", [graph.Vector(scale), x]), graph.Vector(shift)]);

    private static OnnxValue HardSwish(OnnxGraphBuilder graph, OnnxValue x, float most)
    {
        var clipped = graph.Op("Clip", [graph.Op("Add", [x, graph.Scalar(3f)]), graph.Scalar(0f), graph.Scalar(most)]);
        return graph.Op("Div", [graph.Op("Mul", [x, clipped]), graph.Scalar(6f)]);
    }

    private static OnnxValue Convolution(OnnxGraphBuilder graph, OnnxValue x, int side, int pad)
    {
        var random = new Random(side);
        var weights = Enumerable.Range(0, Channels * Channels * side * side).Select(_ => random.NextSingle() - 0.5f).ToArray();
        return graph.Op(
            "Conv", [x, graph.Constant<float>(weights, [Channels, Channels, side, side])],
            Ints("kernel_shape", side, side), Ints("pads", pad, pad, pad, pad), Int("group", 1));
    }

    private static float[] Run(byte[] model)
    {
        using var session = new TestSession(model);
        var random = new Random(7);
        var x = Enumerable.Range(0, Channels * Side * Side).Select(_ => (random.NextSingle() * 8) - 4).ToArray();
        return session.Run("y", ("x", Tensor(x, 1, Channels, Side, Side)));
    }

    private static void AssertSame(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
}
