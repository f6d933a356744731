using System.Text.Json.Nodes;
using Engram.TestKit;
using Engram.TfJsToOnnx;
using static Engram.OnnxGraph.Tests.TensorFlowJs.TinyTfJsModel;

namespace Engram.OnnxGraph.Tests.TensorFlowJs;

public sealed class When_a_TensorFlow_js_model_cannot_be_converted
{
    [Fact]
    public void Should_name_the_node_and_the_operator_it_does_not_know() =>
        AssertError("Node y is a Fft, which is not translated", () => new TinyTfJsModel().Op("y", "Fft", ["x"]).Run("y", [1], 1));

    [Fact]
    public void Should_refuse_channels_first_data() =>
        AssertError("Node y (MaxPool) has its data as NCHW", () =>
            new TinyTfJsModel().Op("y", "MaxPool", ["x"], new JsonObject { ["data_format"] = Word("NCHW") }).Run("y", [1], 1, 1, 1, 1));

    [Fact]
    public void Should_refuse_a_second_output() =>
        AssertError("Output 1 of node x", () => new TinyTfJsModel().Op("y", "Relu", ["x:1"]).Run("y", [1], 1));

    [Fact]
    public void Should_refuse_a_computed_kernel() =>
        AssertError(
            "Input 1 of node y (Conv2D) is computed", () => new TinyTfJsModel().Op("y", "Conv2D", ["x", "x"]).Run("y", [1], 1, 1, 1, 1));

    [Fact]
    public void Should_say_which_node_is_not_there() =>
        AssertError("has no node z", () => new TinyTfJsModel().Op("y", "Relu", ["z"]).Run("y", [1], 1));

    [Fact]
    public void Should_ask_for_inputs_to_be_fed()
    {
        using var folder = new TemporaryFolder();
        new TinyTfJsModel().Op("y", "Relu", ["x"]).Save(folder.Path);
        var import = new TfJsImporter(TfJsModel.Load(folder.Path), new OnnxGraphBuilder("tiny"));

        AssertError("Node x is an input of the graph: feed it", () => import.Value("y"));
    }

    [Fact]
    public void Should_say_where_the_shards_end()
    {
        using var folder = new TemporaryFolder();
        new TinyTfJsModel().Floats("w", [1, 2], 2).Save(folder.Path);
        var shard = Assert.Single(Directory.GetFiles(folder.Path, "group1*"));
        File.WriteAllBytes(shard, [1, 2, 3]);
        AssertError("end within weight w: 8 bytes are needed, 3 are left", () => TfJsModel.Load(folder.Path));

        File.WriteAllBytes(shard, new byte[12]);
        AssertError("they do not belong together", () => TfJsModel.Load(folder.Path));

        File.Delete(shard);
        AssertError("needs the shard", () => TfJsModel.Load(folder.Path));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"modelTopology":{"model_config":{}}}""")]
    public void Should_refuse_what_is_no_graph_model(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "model.json"), json);
        AssertError("model.json", () => TfJsModel.Load(folder.Path));
    }

    [Fact]
    public void Should_refuse_a_folder_without_a_model()
    {
        using var folder = new TemporaryFolder();
        AssertError("holds no model.json", () => TfJsModel.Load(folder.Path));
    }

    private static void AssertError(string expected, Action act) =>
        Assert.Contains(expected, Assert.Throws<OnnxGraphException>(act).Message, StringComparison.Ordinal);
}
