using Microsoft.ML.OnnxRuntime;
using static Engram.OnnxGraph.OnnxAttribute;
using static Engram.OnnxGraph.Tests.TestSession;

namespace Engram.OnnxGraph.Tests;

/// <summary><see cref="OnnxGraphBuilder"/>.</summary>
public sealed class When_a_graph_is_built
{
    [Fact]
    public void Should_run_with_the_batch_each_run_chooses()
    {
        using var session = new TestSession(Affine().ToBytes());

        Assert.Equal([1 * 1 + 2 * 3 + 10, 1 * 2 + 2 * 4 + 20], session.Run("y", ("x", Tensor([1f, 2f], 1, 2))));
        Assert.Equal([10, 20, 10 + 1, 20 + 2], session.Run("y", ("x", Tensor([0f, 0f, 1f, 0f], 2, 2))));
    }

    [Fact]
    public void Should_show_inputs_and_outputs_as_declared()
    {
        using var session = new TestSession(Affine().ToBytes());

        var x = session.Session.InputMetadata["x"];
        Assert.Equal(ElementType.Float32, TensorElementTypeOf(x));
        Assert.Equal(["batch", ""], x.SymbolicDimensions);
        Assert.Equal([-1, 2], x.Dimensions);
        Assert.Equal(["y"], session.Session.OutputNames);
        Assert.Equal("affine", session.Session.ModelMetadata.GraphName);
        Assert.Equal("engram", session.Session.ModelMetadata.ProducerName);
        Assert.Equal("a value", session.Session.ModelMetadata.CustomMetadataMap["a key"]);
    }

    [Fact]
    public void Should_give_the_same_bytes_each_time() => Assert.Equal(Affine().ToBytes(), Affine().ToBytes());

    [Fact]
    public void Should_give_each_output_of_a_node_a_value()
    {
        var graph = new OnnxGraphBuilder("split");
        var x = graph.Input("x", ElementType.Float32, 4);
        var parts = graph.Op("Split", [x, graph.Vector(1L, 3L)], 2, Int("axis", 0));
        graph.Output("first", parts[0], ElementType.Float32, 1);
        graph.Output("rest", parts[1], ElementType.Float32, 3);

        using var session = new TestSession(graph.ToBytes());
        Assert.Equal([5], session.Run("first", ("x", Tensor([5f, 6f, 7f, 8f], 4))));
        Assert.Equal([6, 7, 8], session.Run("rest", ("x", Tensor([5f, 6f, 7f, 8f], 4))));
    }

    [Fact]
    public void Should_leave_out_optional_inputs()
    {
        var graph = new OnnxGraphBuilder("clip");
        var x = graph.Input("x", ElementType.Float32, 3);
        graph.Output("y", graph.Op("Clip", [x, OnnxValue.None, graph.Scalar(6f)]), ElementType.Float32, 3);

        using var session = new TestSession(graph.ToBytes());
        Assert.Equal([-9, 5, 6], session.Run("y", ("x", Tensor([-9f, 5f, 7f], 3))));
    }

    [Fact]
    public void Should_write_every_kind_of_attribute()
    {
        var graph = new OnnxGraphBuilder("attributes");
        var x = graph.Input("x", ElementType.Float32, 1, 1, 2, 2);
        var pooled = graph.Op("AveragePool", [x], Ints("kernel_shape", 2, 2), OnnxAttribute.Text("auto_pad", "VALID"));
        var leaky = graph.Op("LeakyRelu", [pooled], Float("alpha", 0.5f));
        graph.Output("y", graph.Op("Cast", [leaky], Type("to", ElementType.Int32)), ElementType.Int32, 1, 1, 1, 1);

        using var session = new TestSession(graph.ToBytes());
        Assert.Equal([-4], session.Run<int>("y", ("x", Tensor([-2f, -6f, -10f, -14f], 1, 1, 2, 2))));
    }

    [Fact]
    public void Should_write_lists_of_floats_and_texts()
    {
        var graph = new OnnxGraphBuilder("gru");
        var x = graph.Input("x", ElementType.Float32, "steps", 1, 1);
        var w = graph.Constant([1f, 1f, 1f], [1, 3, 1]);
        var r = graph.Constant([0f, 0f, 0f], [1, 3, 1]);
        var outputs = graph.Op(
            "GRU", [x, w, r], 2, Int("hidden_size", 1), Texts("activations", "Sigmoid", "LeakyRelu"), Floats("activation_alpha", 0.5f));
        graph.Output("y", outputs[1], ElementType.Float32, 1, 1, 1);

        using var session = new TestSession(graph.ToBytes());
        var update = 1 / (1 + MathF.Exp(2));
        var state = Assert.Single(session.Run("y", ("x", Tensor([-2f], 1, 1, 1))));
        // One step from state zero: (1 - z) * LeakyRelu(-2), with z = sigmoid(-2).
        Assert.Equal((1 - update) * -1f, state, 1e-6f);
    }

    [Theory]
    [MemberData(nameof(Initializers))]
    public void Should_carry_initializers_of_every_type(Action<OnnxGraphBuilder> output, ElementType type)
    {
        var graph = new OnnxGraphBuilder("constants");
        output(graph);
        graph.Output("y", graph.Op("Cast", [new OnnxValue("c")], Type("to", ElementType.Float32)), ElementType.Float32, 2);
        graph.Output("same", new OnnxValue("c"), type, 2);

        using var session = new TestSession(graph.ToBytes());
        Assert.Equal([0, 1], session.Run("y"));
    }

    public static TheoryData<Action<OnnxGraphBuilder>, ElementType> Initializers() => new()
    {
        { graph => graph.Initializer("c", [0f, 1f], [2]), ElementType.Float32 },
        { graph => graph.Initializer("c", [0d, 1d], [2]), ElementType.Float64 },
        { graph => graph.Initializer("c", [(Half)0, (Half)1], [2]), ElementType.Float16 },
        { graph => graph.Initializer("c", [0L, 1L], [2]), ElementType.Int64 },
        { graph => graph.Initializer("c", [0, 1], [2]), ElementType.Int32 },
        { graph => graph.Initializer<byte>("c", [0, 1], [2]), ElementType.UInt8 },
        { graph => graph.Initializer<sbyte>("c", [0, 1], [2]), ElementType.Int8 },
        { graph => graph.Initializer("c", [false, true], [2]), ElementType.Boolean },
    };

    [Fact]
    public void Should_save_what_it_gives()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Affine().Save(path);
            Assert.Equal(Affine().ToBytes(), File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ElementType TensorElementTypeOf(NodeMetadata metadata) => (ElementType)metadata.ElementDataType;

    private static OnnxGraphBuilder Affine()
    {
        var graph = new OnnxGraphBuilder("affine");
        var x = graph.Input("x", ElementType.Float32, "batch", 2);
        var w = graph.Initializer("w", [1f, 2f, 3f, 4f], [2, 2]);
        var b = graph.Initializer("b", [10f, 20f], [2]);
        graph.Output("y", graph.Op("Gemm", [x, w, b]), ElementType.Float32, "batch", 2);
        graph.Metadata("a key", "a value");
        return graph;
    }
}
