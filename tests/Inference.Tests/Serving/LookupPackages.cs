using Engram.ModelStore;
using Engram.OnnxGraph;
using Engram.TestKit;

namespace Engram.Inference.Tests.Serving;

/// <summary>Gives each test a models folder with packages of <see cref="LookupModel"/>.</summary>
public abstract class LookupPackages : IDisposable
{
    protected const string Name = "lookup";

    protected static readonly TensorSpec Words = TensorSpec.Of("words", TensorType.Int64, "batch", "words");
    protected static readonly TensorSpec Sum = TensorSpec.Of("sum", TensorType.Float32, "batch");

    private readonly TemporaryFolder _folder = new();

    protected string Folder => _folder.Path;

    protected ModelRepository Models => new(Folder);

    /// <summary>Adds a package that multiplies sums by <paramref name="factor"/>.</summary>
    protected InstalledModel Add(
        string version, float factor = 1, TensorSpec? input = null, TensorSpec? output = null, Action<string>? spoil = null) =>
        Models.Add(
            new ModelManifest
            {
                Name = Name,
                Version = version,
                Kind = "lookup",
                Inputs = [input ?? Words],
                Outputs = [output ?? Sum],
                Training = new ModelTraining { Command = "none: built by a test", Seed = 0 },
            },
            folder =>
            {
                var path = Path.Combine(folder, ModelManifest.NetworkFileName);
                Graph(factor).Save(path);
                spoil?.Invoke(path);
            });

    protected InstalledModel AddPromoted(string version, float factor = 1)
    {
        var package = Add(version, factor);
        Models.Promote(Name, version);
        return package;
    }

    private static OnnxGraphBuilder Graph(float factor)
    {
        var graph = new OnnxGraphBuilder("lookup");
        var words = graph.Input("words", ElementType.Int64, "batch", "words");
        var table = graph.Initializer<float>("table", [.. Enumerable.Range(0, 10).Select(row => row * factor)], [10]);
        var found = graph.Op("Gather", [table, words]);
        var sum = graph.Op("ReduceSum", [found, graph.Vector(1L)], OnnxAttribute.Int("keepdims", 0));
        graph.Output("sum", sum, ElementType.Float32, "batch");
        return graph;
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
