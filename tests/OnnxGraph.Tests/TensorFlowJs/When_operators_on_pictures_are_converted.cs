using System.Text.Json.Nodes;
using static Engram.OnnxGraph.Tests.TensorFlowJs.TinyTfJsModel;

namespace Engram.OnnxGraph.Tests.TensorFlowJs;

/// <summary>Conversion of picture operators. Expected values follow TensorFlow's definitions, by hand or by the loops at the
/// end.</summary>
public sealed class When_operators_on_pictures_are_converted
{
    private const float Tolerance = 1e-5f;

    // [1, 3, 4, 2]: height 3, width 4, two channels.
    private static readonly float[] Picture = [.. Enumerable.Range(0, 24).Select(i => (i * 7 % 11) - 5f)];

    [Theory]
    [InlineData("SAME", 1)]
    [InlineData("SAME", 2)]
    [InlineData("VALID", 1)]
    public void Should_convolve(string padding, int stride)
    {
        float[] kernel = [.. Enumerable.Range(0, 3 * 3 * 2 * 3).Select(i => (i * 5 % 7) - 3f)];
        var y = new TinyTfJsModel().Floats("w", kernel, 3, 3, 2, 3)
            .Op("y", "Conv2D", ["x", "w"], Spatial(padding, stride)).Run("y", Picture, 1, 3, 4, 2);

        AssertClose(Convolve(Picture, 3, 4, 2, kernel, 3, 3, padding == "SAME", stride, depthwise: false), y);
    }

    [Theory]
    [InlineData("SAME", 2)]
    [InlineData("VALID", 1)]
    public void Should_convolve_each_channel_alone(string padding, int stride)
    {
        float[] kernel = [.. Enumerable.Range(0, 3 * 3 * 2 * 2).Select(i => (i * 5 % 7) - 3f)];
        var y = new TinyTfJsModel().Floats("w", kernel, 3, 3, 2, 2)
            .Op("y", "DepthwiseConv2dNative", ["x", "w"], Spatial(padding, stride)).Run("y", Picture, 1, 3, 4, 2);

        AssertClose(Convolve(Picture, 3, 4, 2, kernel, 3, 2, padding == "SAME", stride, depthwise: true), y);
    }

    [Fact]
    public void Should_add_bias_and_clip_where_they_are_fused()
    {
        var attributes = Spatial("SAME", 1);
        attributes["fused_ops"] = List("BiasAdd", "Relu6");
        var y = new TinyTfJsModel().Floats("w", [1, 0, 0, 1], 1, 1, 2, 2).Floats("b", [1, -1], 2)
            .Op("y", "_FusedConv2D", ["x", "w", "b"], attributes).Run("y", [-2, 3, 9, 4], 1, 1, 2, 2);

        Assert.Equal([0, 2, 6, 3], y);
    }

    [Fact]
    public void Should_pad_explicitly()
    {
        var attributes = Spatial("EXPLICIT", 1);
        attributes["explicit_paddings"] = List(0, 0, 1, 0, 0, 1, 0, 0);
        var y = new TinyTfJsModel().Floats("w", [2], 1, 1, 1, 1)
            .Op("y", "Conv2D", ["x", "w"], attributes).Run("y", [1, 2], 1, 1, 2, 1);

        // One row above, one column to the right.
        Assert.Equal([0, 0, 0, 2, 4, 0], y);
    }

    [Fact]
    public void Should_normalise_by_the_trained_mean_and_variance()
    {
        var y = new TinyTfJsModel()
            .Floats("scale", [2, 1], 2).Floats("offset", [1, 0], 2).Floats("mean", [3, -1], 2).Floats("variance", [4, 1], 2)
            .Op("y", "FusedBatchNormV3", ["x", "scale", "offset", "mean", "variance"],
                new JsonObject { ["epsilon"] = Number(0), ["is_training"] = Flag(false) })
            .Run("y", [5, 1, 3, 2], 1, 1, 2, 2);

        AssertClose([3, 2, 1, 3], y);
    }

    [Fact]
    public void Should_add_a_bias_to_each_channel()
    {
        var y = new TinyTfJsModel().Floats("w", [1, 0, 0, 1], 1, 1, 2, 2).Floats("b", [10, 20], 2)
            .Op("c", "Conv2D", ["x", "w"], Spatial("SAME", 1)).Op("y", "BiasAdd", ["c", "b"]).Run("y", [1, 2, 3, 4], 1, 1, 2, 2);

        Assert.Equal([11, 22, 13, 24], y);
    }

    [Fact]
    public void Should_take_maxima_and_means_of_windows()
    {
        float[] x = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        var attributes = Spatial("SAME", 2);
        attributes["ksize"] = List(1, 2, 2, 1);
        var model = new TinyTfJsModel().Op("max", "MaxPool", ["x"], attributes)
            .Op("mean", "AvgPool", ["x"], (JsonObject)attributes.DeepClone());

        Assert.Equal([5, 6, 8, 9], model.Run("max", x, 1, 3, 3, 1));
        // The mean excludes padding.
        Assert.Equal([3, 4.5f, 7.5f, 9], model.Run("mean", x, 1, 3, 3, 1));
    }

    [Fact]
    public void Should_take_the_mean_of_the_whole_picture()
    {
        var model = new TinyTfJsModel { OutputRank = 2 }.Floats("w", [1, 0, 0, 1], 1, 1, 2, 2).Integers("axes", [1, 2], 2)
            .Op("c", "Conv2D", ["x", "w"], Spatial("SAME", 1))
            .Op("y", "Mean", ["c", "axes"], new JsonObject { ["keep_dims"] = Flag(false) });

        Assert.Equal([2, 20], model.Run("y", [1, 10, 3, 30], 1, 1, 2, 2));
    }

    [Fact]
    public void Should_pad_height_and_width()
    {
        var y = new TinyTfJsModel().Floats("w", [1], 1, 1, 1, 1).Integers("pads", [0, 0, 1, 0, 0, 1, 0, 0], 4, 2)
            .Op("c", "Conv2D", ["x", "w"], Spatial("SAME", 1)).Op("y", "Pad", ["c", "pads"]).Run("y", [1, 2], 1, 1, 2, 1);

        Assert.Equal([0, 0, 0, 1, 2, 0], y);
    }

    [Fact]
    public void Should_join_channels()
    {
        var y = new TinyTfJsModel().Floats("w", [1], 1, 1, 1, 1).Floats("v", [-1], 1, 1, 1, 1).Integers("axis", [-1], 1)
            .Op("c", "Conv2D", ["x", "w"], Spatial("SAME", 1)).Op("d", "Conv2D", ["x", "v"], Spatial("SAME", 1))
            .Op("y", "ConcatV2", ["c", "d", "axis"]).Run("y", [1, 2], 1, 1, 2, 1);

        Assert.Equal([1, -1, 2, -2], y);
    }

    [Fact]
    public void Should_turn_channels_last_again_before_a_reshape()
    {
        var y = new TinyTfJsModel { OutputRank = 2 }.Floats("w", [1, 0, 0, 1], 1, 1, 2, 2).Integers("four", [4], 1).Integers("zero", [0], 1)
            .Integers("one", [1], 1)
            .Op("c", "Conv2D", ["x", "w"], Spatial("SAME", 1))
            .Op("shape", "Shape", ["c"]).Op("batch", "StridedSlice", ["shape", "zero", "one", "one"]).Op("dims", "Pack", ["batch", "four"])
            .Op("y", "Reshape", ["c", "dims"]).Run("y", [1, 2, 3, 4], 1, 1, 2, 2);

        Assert.Equal([1, 2, 3, 4], y);
    }

    private static JsonObject Spatial(string padding, int stride) => new()
    {
        ["padding"] = Word(padding),
        ["strides"] = List(1, stride, stride, 1),
        ["dilations"] = List(1, 1, 1, 1),
        ["data_format"] = Word("NHWC"),
    };

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (index, value) in expected.Index())
            Assert.Equal(value, actual[index], Tolerance);
    }

    /// <summary>Convolution by TensorFlow's definition: NHWC, kernel [side, side, in, out] (depthwise: [side, side, in, multiplier]), an
    /// odd padding pixel at the end.</summary>
    private static float[] Convolve(
        float[] x, int height, int width, int channels, float[] kernel, int side, int outputs, bool same, int stride, bool depthwise)
    {
        int Extent(int size) => same ? (size + stride - 1) / stride : ((size - side) / stride) + 1;
        int Before(int size) => same ? Math.Max(0, ((Extent(size) - 1) * stride) + side - size) / 2 : 0;
        var y = new List<float>();
        for (var row = 0; row < Extent(height); row++)
        {
            for (var column = 0; column < Extent(width); column++)
            {
                var sums = new float[depthwise ? channels * outputs : outputs];
                for (var ky = 0; ky < side; ky++)
                {
                    for (var kx = 0; kx < side; kx++)
                    {
                        var (py, px) = ((row * stride) + ky - Before(height), (column * stride) + kx - Before(width));
                        if (py < 0 || px < 0 || py >= height || px >= width)
                            continue;
                        for (var c = 0; c < channels; c++)
                        {
                            for (var o = 0; o < outputs; o++)
                                sums[depthwise ? (c * outputs) + o : o] += x[(((py * width) + px) * channels) + c]
                                    * kernel[(((((ky * side) + kx) * channels) + c) * outputs) + o];
                        }
                    }
                }

                y.AddRange(sums);
            }
        }

        return [.. y];
    }
}
