using System.Text.Json;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>A TensorFlow.js graph model on disk: <c>model.json</c> with the graph and, in shards beside it, the weights.</summary>
public sealed class TfJsModel
{
    private TfJsModel(IReadOnlyDictionary<string, TfJsNode> nodes, IReadOnlyDictionary<string, ConstantTensor> weights) =>
        (Nodes, Weights) = (nodes, weights);

    internal IReadOnlyDictionary<string, TfJsNode> Nodes { get; }

    internal IReadOnlyDictionary<string, ConstantTensor> Weights { get; }

    /// <summary>Reads the model in a folder.</summary>
    /// <exception cref="OnnxGraphException">It is not a TensorFlow.js graph model, or a shard is missing or too short.</exception>
    public static TfJsModel Load(string directory)
    {
        var path = Path.Combine(directory, "model.json");
        if (!File.Exists(path))
            throw new OnnxGraphException($"{directory} holds no model.json; name the folder of a TensorFlow.js graph model.");
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            return Read(document.RootElement, path);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new OnnxGraphException($"{path} is not a TensorFlow.js graph model: {error.Message}");
        }
    }

    private static TfJsModel Read(JsonElement root, string path)
    {
        if (!root.GetProperty("modelTopology").TryGetProperty("node", out var graph))
            throw new OnnxGraphException(
                $"{path} holds layers, not a graph; convert it with tensorflowjs_converter --output_format=tfjs_graph_model.");
        var nodes = graph.EnumerateArray().Select(ReadNode).ToDictionary(node => node.Name, StringComparer.Ordinal);

        var weights = new Dictionary<string, ConstantTensor>(StringComparer.Ordinal);
        foreach (var group in root.GetProperty("weightsManifest").EnumerateArray())
        {
            var shards = group.GetProperty("paths").EnumerateArray()
                .Select(shard => Path.Combine(Path.GetDirectoryName(path)!, shard.GetString()!)).ToArray();
            if (Array.Find(shards, shard => !File.Exists(shard)) is { } missing)
                throw new OnnxGraphException($"{path} needs the shard {missing}, which is not there.");
            var bytes = new TfJsWeightReader(shards.SelectMany(File.ReadAllBytes).ToArray());
            foreach (var weight in group.GetProperty("weights").EnumerateArray())
                weights.Add(weight.GetProperty("name").GetString()!, bytes.Read(weight));
            bytes.RequireEnd();
        }

        return new TfJsModel(nodes, weights);
    }

    private static TfJsNode ReadNode(JsonElement node) => new(
        node.GetProperty("name").GetString()!,
        node.GetProperty("op").GetString()!,
        node.TryGetProperty("input", out var inputs)
            ? [.. inputs.EnumerateArray().Select(input => input.GetString()!).Where(input => !input.StartsWith('^'))]
            : [],
        // Cloned, because the document is disposed after the model is read.
        node.TryGetProperty("attr", out var attributes)
            ? attributes.EnumerateObject()
                .ToDictionary(attribute => attribute.Name, attribute => attribute.Value.Clone(), StringComparer.Ordinal)
            : new Dictionary<string, JsonElement>());
}
