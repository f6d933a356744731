using System.Text.Json.Nodes;
using static Engram.OnnxGraph.Tests.TensorFlowJs.TinyTfJsModel;

namespace Engram.OnnxGraph.Tests.TensorFlowJs;

/// <summary>Conversion of element-wise TensorFlow.js operators.</summary>
public sealed class When_operators_on_elements_are_converted
{
    [Theory]
    [InlineData("Add", 5f, -1f)]
    [InlineData("AddV2", 5f, -1f)]
    [InlineData("Sub", 1f, -7f)]
    [InlineData("Mul", 6f, -12f)]
    [InlineData("RealDiv", 1.5f, -4 / 3f)]
    public void Should_combine_two_values(string op, float first, float second)
    {
        var y = new TinyTfJsModel { OutputRank = 1 }.Floats("c", [2, 3], 2).Op("y", op, ["x", "c"]).Run("y", [3, -4], 2);

        Assert.Equal([first, second], y);
    }

    [Theory]
    [InlineData("Relu", 0f, 7f)]
    [InlineData("Relu6", 0f, 6f)]
    [InlineData("LeakyRelu", -1f, 7f)]
    [InlineData("Sigmoid", 0.11920292f, 0.99908895f)]
    [InlineData("Exp", 0.13533528f, 1096.6332f)]
    public void Should_apply_a_function(string op, float ofMinusTwo, float ofSeven)
    {
        var y = new TinyTfJsModel { OutputRank = 1 }.Op("y", op, ["x"], new JsonObject { ["alpha"] = Number(0.5f) }).Run("y", [-2, 7], 2);

        Assert.Equal(ofMinusTwo, y[0], 1e-6f);
        Assert.Equal(ofSeven, y[1], 1e-3f);
    }

    [Fact]
    public void Should_add_any_number_of_values()
    {
        var y = new TinyTfJsModel { OutputRank = 1 }.Floats("c", [10], 1).Op("y", "AddN", ["x", "c", "x"]).Run("y", [3], 1);

        Assert.Equal([16], y);
    }

    [Fact]
    public void Should_multiply_matrices()
    {
        var model = new TinyTfJsModel { OutputRank = 2 }.Floats("w", [1, 2, 3, 4], 2, 2).Floats("b", [10, -20], 2)
            .Op("plain", "MatMul", ["x", "w"]).Op("turned", "MatMul", ["x", "w"], new JsonObject { ["transpose_b"] = Flag(true) })
            .Op("fused", "_FusedMatMul", ["x", "w", "b"], new JsonObject { ["fused_ops"] = List("BiasAdd", "Relu") });

        Assert.Equal([7, 10], model.Run("plain", [1, 2], 1, 2));
        Assert.Equal([5, 11], model.Run("turned", [1, 2], 1, 2));
        Assert.Equal([17, 0], model.Run("fused", [1, 2], 1, 2));
    }

    [Fact]
    public void Should_make_probabilities()
    {
        var y = new TinyTfJsModel { OutputRank = 2 }.Op("y", "Softmax", ["x"]).Run("y", [0, MathF.Log(3)], 1, 2);

        Assert.Equal(0.25f, y[0], 1e-6f);
        Assert.Equal(0.75f, y[1], 1e-6f);
    }

    [Fact]
    public void Should_move_elements()
    {
        var model = new TinyTfJsModel { OutputRank = 2 }.Integers("axes", [1, 0], 2).Integers("dims", [3, -1], 2).Integers("axis", [0], 1)
            .Op("turned", "Transpose", ["x", "axes"]).Op("reshaped", "Reshape", ["x", "dims"]).Op("joined", "ConcatV2", ["x", "x", "axis"])
            .Op("same", "Identity", ["x", "^turned"]);

        Assert.Equal([1, 4, 2, 5, 3, 6], model.Run("turned", [1, 2, 3, 4, 5, 6], 2, 3));
        Assert.Equal([1, 2, 3, 4, 5, 6], model.Run("reshaped", [1, 2, 3, 4, 5, 6], 2, 3));
        Assert.Equal([1, 2, 1, 2], model.Run("joined", [1, 2], 1, 2));
        Assert.Equal([1, 2], model.Run("same", [1, 2], 1, 2));
    }

    [Fact]
    public void Should_drop_dims_of_one()
    {
        var y = new TinyTfJsModel { OutputRank = 1 }.Op("y", "Squeeze", ["x"], new JsonObject { ["squeeze_dims"] = List(0) })
            .Run("y", [1, 2], 1, 2);

        Assert.Equal([1, 2], y);
    }

    [Fact]
    public void Should_widen_quantised_weights()
    {
        var model = new TinyTfJsModel { OutputRank = 1 }
            .Quantised<byte>("bytes", [0, 255], "uint8", 0.5f, -10, 2)
            .Quantised<ushort>("words", [1, 60000], "uint16", 0.25f, 1, 2)
            .Quantised("halves", [(Half)0.5, (Half)(-2)], "float16", null, null, 2)
            .Op("a", "Add", ["x", "bytes"]).Op("b", "Add", ["x", "words"]).Op("c", "Add", ["x", "halves"]);

        Assert.Equal([-10, 117.5f], model.Run("a", [0, 0], 2));
        Assert.Equal([1.25f, 15001], model.Run("b", [0, 0], 2));
        Assert.Equal([0.5f, -2], model.Run("c", [0, 0], 2));
    }
}
