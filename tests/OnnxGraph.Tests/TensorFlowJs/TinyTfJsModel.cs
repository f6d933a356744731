using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.TfJsToOnnx;
using static Engram.OnnxGraph.Tests.TestSession;

namespace Engram.OnnxGraph.Tests.TensorFlowJs;

/// <summary>A TensorFlow.js graph model of a few nodes with input <c>x</c>, in the format of tensorflowjs_converter.</summary>
internal sealed class TinyTfJsModel
{
    private readonly JsonArray _nodes = [Node("x", "Placeholder")];
    private readonly JsonArray _weights = [];
    private readonly List<byte> _bytes = [];

    public TinyTfJsModel Floats(string name, float[] values, params int[] shape) =>
        Weight(name, "float32", shape, MemoryMarshal.AsBytes<float>(values));

    public TinyTfJsModel Integers(string name, int[] values, params int[] shape) =>
        Weight(name, "int32", shape, MemoryMarshal.AsBytes<int>(values));

    /// <summary>A weight with element type <paramref name="stored"/>, dequantized by <paramref name="scale"/> and
    /// <paramref name="min"/>.</summary>
    public TinyTfJsModel Quantised<T>(string name, T[] values, string stored, float? scale, float? min, params int[] shape)
        where T : unmanaged
    {
        Weight(name, "float32", shape, MemoryMarshal.AsBytes<T>(values));
        var quantization = new JsonObject { ["dtype"] = stored };
        if (scale is not null)
            (quantization["scale"], quantization["min"]) = (scale, min);
        _weights[^1]!["quantization"] = quantization;
        return this;
    }

    public TinyTfJsModel Op(string name, string op, string[] inputs, JsonObject? attributes = null)
    {
        _nodes.Add(Node(name, op, inputs, attributes));
        return this;
    }

    /// <summary>Attribute in protobuf's JSON format.</summary>
    public static JsonObject Word(string value) => new() { ["s"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) };

    public static JsonObject Flag(bool value) => new() { ["b"] = value };

    public static JsonObject Number(float value) => new() { ["f"] = value };

    public static JsonObject List(params int[] values) =>
        new() { ["list"] = new JsonObject { ["i"] = new JsonArray([.. values.Select(value => JsonValue.Create($"{value}"))]) } };

    public static JsonObject List(params string[] values) =>
        new() { ["list"] = new JsonObject { ["s"] = new JsonArray([.. values.Select(value =>
            JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(value))))]) } };

    public void Save(string folder, int shards = 1)
    {
        var length = (_bytes.Count + shards - 1) / shards;
        var names = Enumerable.Range(0, shards).Select(shard => $"group1-shard{shard + 1}of{shards}").ToArray();
        foreach (var (shard, name) in names.Index())
            File.WriteAllBytes(Path.Combine(folder, name), [.. _bytes.Skip(shard * length).Take(length)]);
        var model = new JsonObject
        {
            ["format"] = "graph-model",
            ["modelTopology"] = new JsonObject { ["node"] = _nodes.DeepClone() },
            ["weightsManifest"] = new JsonArray(new JsonObject
            {
                ["paths"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
                ["weights"] = _weights.DeepClone(),
            }),
        };
        File.WriteAllText(Path.Combine(folder, "model.json"), model.ToJsonString());
    }

    /// <summary>Converts the model, feeds <paramref name="x"/> in TensorFlow's layout, and returns the elements of
    /// <paramref name="node"/>.</summary>
    public float[] Run(string node, float[] x, params int[] shape)
    {
        using var folder = new TemporaryFolder();
        Save(folder.Path, shards: 2);
        var graph = new OnnxGraphBuilder("tiny");
        var import = new TfJsImporter(TfJsModel.Load(folder.Path), graph);
        import.Feed("x", graph.Input("x", ElementType.Float32, [.. shape.Select(size => new Dimension(size))]));
        var value = import.Value(node);
        graph.Output("y", value, ElementType.Float32, [.. Enumerable.Range(0, OutputRank).Select(axis => new Dimension($"d{axis}"))]);
        using var session = new TestSession(graph.ToBytes());
        return session.Run("y", ("x", Tensor(x, [.. shape.Select(size => (long)size)])));
    }

    /// <summary>Rank of the value that <see cref="Run"/> returns.</summary>
    public int OutputRank { get; init; } = 4;

    private TinyTfJsModel Weight(string name, string type, int[] shape, ReadOnlySpan<byte> bytes)
    {
        _nodes.Add(Node(name, "Const"));
        _weights.Add(new JsonObject { ["name"] = name, ["dtype"] = type, ["shape"] = JsonSerializer.SerializeToNode(shape) });
        _bytes.AddRange(bytes);
        return this;
    }

    private static JsonObject Node(string name, string op, string[]? inputs = null, JsonObject? attributes = null) => new()
    {
        ["name"] = name,
        ["op"] = op,
        ["input"] = new JsonArray([.. (inputs ?? []).Select(input => JsonValue.Create(input))]),
        ["attr"] = attributes ?? [],
    };
}
