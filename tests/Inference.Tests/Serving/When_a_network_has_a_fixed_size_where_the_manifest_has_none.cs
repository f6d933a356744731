using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.OnnxGraph;

namespace Engram.Inference.Tests.Serving;

public sealed class When_a_network_has_a_fixed_size_where_the_manifest_has_none : LookupPackages
{
    [Fact]
    public void Should_be_refused_because_no_batch_would_fit()
    {
        var package = Add("1", spoil: path =>
        {
            var graph = new OnnxGraphBuilder("of one");
            var words = graph.Input("words", ElementType.Int64, 1, "words");
            var sum = graph.Op("ReduceSum", [graph.Op("Cast", [words], OnnxAttribute.Type("to", ElementType.Float32)), graph.Vector(1L)],
                OnnxAttribute.Int("keepdims", 0));
            graph.Output("sum", sum, ElementType.Float32, 1);
            graph.Save(path);
        });

        var error = Assert.Throws<ModelPackageException>(() => ModelSession.Open(package, ExecutionDevice.Choose(new InferenceOptions())));
        Assert.Contains("input words: expected [batch,words] int64, got [1,words] int64", error.Message, StringComparison.Ordinal);
    }
}
