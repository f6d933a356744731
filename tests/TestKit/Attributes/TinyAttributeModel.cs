using System.Numerics.Tensors;
using System.Text.Json;
using Engram.ModelStore;
using Engram.ModelStore.Attributes;
using Engram.OnnxGraph;

namespace Engram.TestKit.Attributes;

/// <summary>Untrained packages of kind <see cref="ModelKinds.Attributes"/>: random weights on the mean of the regions.</summary>
public sealed record TinyAttributeModel
{
    public string Version { get; init; } = "1";

    public string Kind { get; init; } = ModelKinds.Attributes;

    public string Backbone { get; init; } = "ssd-mobilenet-v2/1";

    public int Channels { get; init; } = 1280;

    public IReadOnlyList<string> Words { get; init; } = ["cat", "winter", "jedi", "star", "family", "year", "red"];

    private float[] Weights
    {
        get
        {
            var random = new Random(1);
            return [.. Enumerable.Range(0, Channels * Words.Count).Select(_ => (random.NextSingle() - 0.5f) / MathF.Sqrt(Channels))];
        }
    }

    /// <summary>Adds the package <c>attributes</c> to a folder of models.</summary>
    public InstalledModel AddTo(string folder)
    {
        var manifest = new ModelManifest
        {
            Name = "attributes",
            Version = Version,
            Kind = Kind,
            Inputs = AttributeInterface.InputsOf(Channels),
            Outputs = AttributeInterface.OutputsOf(Words.Count),
            Parameters =
                new Dictionary<string, JsonElement> { [AttributeInterface.BackboneParameter] = JsonSerializer.SerializeToElement(
                    Backbone) },
            Training = new ModelTraining { Command = "none: built by a test", Seed = 1 },
        };
        return new ModelRepository(folder).Add(manifest, package =>
        {
            var graph = new OnnxGraphBuilder("random attributes");
            var pooled = graph.Op(
                "ReduceMean", [graph.Input(manifest.Inputs[0])], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 0));
            graph.Output(manifest.Outputs[0],
                graph.Op("Sigmoid", [graph.Op("MatMul", [pooled, graph.Initializer<float>("weights", Weights, [Channels, Words.Count])])]));
            graph.Save(Path.Combine(package, ModelManifest.NetworkFileName));
            ManifestJson.Write(Path.Combine(package, AttributeInterface.WordsFileName), Words);
        });
    }

    /// <summary>The five words that the package predicts for regions [R, channels].</summary>
    public IReadOnlyList<string> Name(float[] regions)
    {
        var pooled = new float[Channels];
        for (var region = 0; region < regions.Length; region += Channels)
            TensorPrimitives.Add(pooled, regions.AsSpan(region, Channels), pooled);
        return [.. Words.Index().OrderByDescending(word => Enumerable.Range(0,
            Channels).Sum(channel => pooled[channel] * Weights[(channel * Words.Count) + word.Index])).Take(5).Select(word => word.Item)];
    }
}
