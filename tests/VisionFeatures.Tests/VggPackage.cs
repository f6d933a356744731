using System.Text.Json;
using Engram.ModelStore;
using Engram.OnnxGraph;

namespace Engram.VisionFeatures.Tests;

/// <summary>
/// A small VGG-16 (Simonyan and Zisserman, 2015, configuration D, up to the last pooling): 13 convolutions in 5 blocks in VGG's order.
/// It has a sixteenth of the channels, seeded random weights, and a final 1 x 1 convolution to VGG's 512 channels.
/// </summary>
internal static class VggPackage
{
    private static readonly (int Convolutions, int Channels)[] Blocks = [(2, 4), (2, 8), (3, 16), (3, 32), (3, 32)];

    public static InstalledModel Add(string folder, string kind = ModelKinds.ImageBackbone, float[]? std = null, int side = 224)
    {
        var input = TensorSpec.Of("data", TensorType.Float32, "batch", 3, side, side);
        var output = TensorSpec.Of("features", TensorType.Float32, "batch", 512, 7, 7);
        var manifest = new ModelManifest
        {
            Name = "vgg-16",
            Version = "1",
            Kind = kind,
            Inputs = [input],
            Outputs = [output],
            Parameters = new Dictionary<string, JsonElement>
            {
                ["mean"] = JsonSerializer.SerializeToElement<float[]>([0.485f, 0.456f, 0.406f]),
                ["std"] = JsonSerializer.SerializeToElement(std ?? [0.229f, 0.224f, 0.225f]),
            },
            Training = new ModelTraining { Command = "none: random weights", Seed = 1 },
        };
        return new ModelRepository(folder)
            .Add(manifest, incoming => Write(Path.Combine(incoming, ModelManifest.NetworkFileName), input, output));
    }

    private static void Write(string path, TensorSpec input, TensorSpec output)
    {
        var graph = new OnnxGraphBuilder("vgg-16");
        var random = new Random(1);
        var x = graph.Input(input);
        var channels = 3;
        foreach (var (convolutions, width) in Blocks)
        {
            for (var i = 0; i < convolutions; i++, channels = width)
                x = graph.Op("Relu", [Convolve(x, channels, width, 3)]);
            x = graph.Op("MaxPool", [x], OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2));
        }

        graph.Output(output, Convolve(x, channels, 512, 1));
        graph.Save(path);

        OnnxValue Convolve(OnnxValue value, int from, int to, int side)
        {
            var scale = MathF.Sqrt(6f / (from * side * side)); // He et al., 2015: keeps the variance through ReLUs
            float[] weights = [.. Enumerable.Range(0, to * from * side * side).Select(_ => scale * (2 * random.NextSingle() - 1))];
            return graph.Op(
                "Conv",
                [value, graph.Constant<float>(weights, [to, from, side, side])],
                OnnxAttribute.Ints("kernel_shape", side, side),
                OnnxAttribute.Text("auto_pad", "SAME_UPPER"));
        }
    }
}
