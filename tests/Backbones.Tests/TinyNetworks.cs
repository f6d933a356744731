using Engram.Backbones.Networks;
using Engram.Backbones.Tests.Weights;
using Engram.ModelStore.Sessions;

namespace Engram.Backbones.Tests;

/// <summary>The networks with few channels, and seeded weights for any of them.</summary>
internal static class TinyNetworks
{
    public static ExecutionDevice Cpu { get; } = ExecutionDevice.Choose(new CpuOptions());

    public static Backbone Vgg { get; } = new Vgg("vgg16", [[2, 2], [3, 3], [4, 4, 4], [4, 5, 4], [5, 4, 6]]);

    public static Backbone Basic { get; } = new ResNet("resnet18", [2, 1, 2, 1], hasBottlenecks: false, width: 3);

    public static Backbone Bottlenecks { get; } = new ResNet("resnet50", [2, 1, 1, 2], hasBottlenecks: true, width: 2);

    /// <summary>Weights of the size that He et al. 2015 start from, normalizations that are far from doing nothing, and a
    /// classifier.</summary>
    public static TestTensor[] WeightsOf(Backbone backbone, int seed = 1)
    {
        var random = new Random(seed);
        var tensors = new List<TestTensor>();
        foreach (var layer in backbone.Convolutions)
        {
            var scale = MathF.Sqrt(6f / (layer.From * layer.Kernel * layer.Kernel));
            foreach (var (name, shape) in layer.Tensors)
            {
                var (center, spread) = (name == layer.Weight, name.EndsWith("running_var", StringComparison.Ordinal)) switch
                {
                    (true, _) => (0f, scale),
                    (_, true) => (1f, 0.8f),
                    _ when layer.Norm is not null && name == $"{layer.Norm}.weight" => (0.6f, 0.4f),
                    _ => (0f, 0.3f),
                };
                var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
                for (var i = 0; i < values.Length; i++)
                    values[i] = center + spread * (2 * random.NextSingle() - 1);
                tensors.Add(TestTensor.Floats(name, [.. shape], values));
            }

            if (layer.Counter is { } counter)
                tensors.Add(TestTensor.Of(counter, "I64", [], 1000L));
        }

        return [.. tensors, TestTensor.Floats(backbone.Unread[0], [2, 1], 1, 2)];
    }

    private sealed class CpuOptions : ExecutionDeviceOptions
    {
        protected override string Section => "Backbones";
    }
}
