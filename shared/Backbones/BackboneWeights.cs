using System.Collections.Immutable;
using Engram.Backbones.Networks;
using Engram.Backbones.Weights;
using Engram.OnnxGraph;

namespace Engram.Backbones;

/// <summary>The weights of a backbone in a file: whether they are all there, and the network made of them.</summary>
/// <param name="backbone">The network.</param>
/// <param name="file">The file.</param>
internal sealed class BackboneWeights(Backbone backbone, WeightFile file)
{
    // torchvision's batch normalization adds this to a variance before it divides by its root.
    private const double Epsilon = 1e-5;

    // Names of each kind that an error lists; the rest are counted.
    private const int NamesShown = 20;

    /// <summary>Compares names and shapes with those of the network.</summary>
    /// <exception cref="WeightFileException">They differ; the message lists what is missing, unknown and of another shape.</exception>
    public void RequireAll()
    {
        var needed = Needed(backbone);
        var known = Known(backbone);
        string[] faults =
        [
            .. Listed("Missing", needed.Keys.Where(name => !file.Tensors.ContainsKey(name))),
            .. Listed("Unknown", file.Tensors.Keys.Where(name => !known.Contains(name)).Select(StoredTensor.Shown)),
            .. Listed("Of another shape", needed.Where(one => file.Tensors.TryGetValue(one.Key, out var stored)
                && !stored.Shape.SequenceEqual(one.Value)).Select(one => $"{one.Key} [{string.Join(", ", file.Tensors[one.Key].Shape)}], "
                + $"needed [{string.Join(", ", one.Value)}]")),
        ];
        if (faults.Length > 0)
            throw new WeightFileException(
                $"These are not the weights of {backbone.Name}{Advice()}. {string.Join(". ", faults)}.");
    }

    /// <summary>The network with these weights, as the bytes of an .onnx file.</summary>
    public byte[] ToNetwork()
    {
        var graph = new OnnxGraphBuilder(backbone.Name);
        graph.Output(backbone.Output, backbone.Connect(graph, graph.Input(Backbone.Input), (layer, x) => Convolve(graph, layer, x)));
        return graph.ToBytes();
    }

    private OnnxValue Convolve(OnnxGraphBuilder graph, Convolution layer, OnnxValue x)
    {
        var weights = file.ReadFloats(layer.Weight);
        var bias = layer.Norm is null ? file.ReadFloats(layer.Bias) : Fold(layer.Norm, weights);
        // Later operators could hide it: the maximum of nothing and 0 is 0.
        if (!weights.All(float.IsFinite) || !bias.All(float.IsFinite))
            throw new WeightFileException($"Weights of {layer.Name} are no numbers: infinite, not a number, or a negative variance.");
        return graph.Op(
            "Conv",
            [
                x,
                graph.Initializer<float>(layer.Weight, weights, layer.WeightShape.AsSpan()),
                graph.Initializer<float>(layer.Bias, bias, [layer.To]),
            ],
            OnnxAttribute.Ints("kernel_shape", layer.Kernel, layer.Kernel),
            OnnxAttribute.Ints("strides", layer.Stride, layer.Stride),
            OnnxAttribute.Ints("pads", layer.Padding, layer.Padding, layer.Padding, layer.Padding));
    }

    /// <summary>Scales the weights by a batch normalization, (w x - mean) g / sqrt(var + e) + b, and returns the bias that
    /// remains.</summary>
    /// <param name="norm">Prefix of the normalization's tensors.</param>
    /// <param name="weights">[to, from, kernel, kernel]; changed in place.</param>
    private float[] Fold(string norm, float[] weights)
    {
        var (gain, shift) = (file.ReadFloats($"{norm}.weight"), file.ReadFloats($"{norm}.bias"));
        var (mean, variance) = (file.ReadFloats($"{norm}.running_mean"), file.ReadFloats($"{norm}.running_var"));
        var bias = new float[gain.Length];
        var perChannel = weights.Length / gain.Length;
        for (var channel = 0; channel < gain.Length; channel++)
        {
            var scale = gain[channel] / Math.Sqrt(variance[channel] + Epsilon);
            foreach (ref var weight in weights.AsSpan(channel * perChannel, perChannel))
                weight = (float)(weight * scale);
            bias[channel] = (float)(shift[channel] - mean[channel] * scale);
        }

        return bias;
    }

    /// <summary>Names the network that the file fits, if it is another one.</summary>
    private string Advice()
    {
        var other = Backbone.All.FirstOrDefault(one => Needed(one).All(needed =>
            file.Tensors.TryGetValue(needed.Key, out var stored) && stored.Shape.SequenceEqual(needed.Value))
            && file.Tensors.Keys.All(Known(one).Contains));
        return other is null ? "" : $"; they are those of {other.Name}";
    }

    private static Dictionary<string, ImmutableArray<long>> Needed(Backbone backbone) =>
        backbone.Convolutions.SelectMany(layer => layer.Tensors).ToDictionary(one => one.Name, one => one.Shape, StringComparer.Ordinal);

    private static HashSet<string> Known(Backbone backbone) =>
        [.. Needed(backbone).Keys, .. backbone.Convolutions.Select(layer => layer.Counter).OfType<string>(), .. backbone.Unread];

    private static IEnumerable<string> Listed(string fault, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        if (all.Count == 0)
            return [];
        var rest = all.Count > NamesShown ? $" and {all.Count - NamesShown} more" : "";
        return [$"{fault}: {string.Join(", ", all.Take(NamesShown))}{rest}"];
    }
}
