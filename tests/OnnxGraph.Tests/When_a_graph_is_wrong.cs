namespace Engram.OnnxGraph.Tests;

/// <summary>Errors of <see cref="OnnxGraphBuilder"/>.</summary>
public sealed class When_a_graph_is_wrong
{
    private readonly OnnxGraphBuilder _graph = new("wrong");

    [Fact]
    public void Should_name_the_node_and_the_value_it_lacks()
    {
        var error = Assert.Throws<OnnxGraphException>(() => _graph.Op("Relu", [new OnnxValue("nowhere")]));
        Assert.Contains("Relu_1 takes nowhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_name_given_twice()
    {
        _graph.Input("x", ElementType.Float32, 1);
        var error = Assert.Throws<OnnxGraphException>(() => _graph.Initializer("x", [1f], [1]));
        Assert.Contains("already has a value named x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_dims_that_do_not_fit_the_data()
    {
        var error = Assert.Throws<OnnxGraphException>(() => _graph.Initializer("w", [1f, 2f, 3f], [2, 2]));
        Assert.Contains("3 elements; its dims [2, 2] ask for 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_elements_that_ONNX_does_not_know()
    {
        var error = Assert.Throws<OnnxGraphException>(() => _graph.Initializer("w", [1m], [1]));
        Assert.Contains("System.Decimal is not a tensor element", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_graph_without_outputs() => Assert.Throws<OnnxGraphException>(() => _graph.ToBytes());

    [Fact]
    public void Should_refuse_an_output_of_a_value_that_is_not_there() =>
        Assert.Throws<OnnxGraphException>(() => _graph.Output("y", new OnnxValue("nowhere"), ElementType.Float32));

    [Fact]
    public void Should_step_over_names_that_are_taken()
    {
        var x = _graph.Input("Relu_1", ElementType.Float32, 1);
        Assert.Equal("Relu_2", _graph.Op("Relu", [x]).Name);
    }
}
