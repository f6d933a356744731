using System.Runtime.InteropServices;
using Engram.Backbones.Tests.Weights;

namespace Engram.Backbones.Tests;

/// <summary>
/// The networks of torchvision computed one number after another in float64, as their papers write them: normalization apart from
/// convolution, nothing folded. Shares no code with what it checks.
/// </summary>
/// <param name="weights">A state dict of float32 tensors.</param>
internal sealed class SlowTorch(IEnumerable<TestTensor> weights)
{
    private readonly Dictionary<string, (long[] Shape, float[] Values)> _weights = weights.Where(tensor => tensor.Dtype == "F32")
        .ToDictionary(tensor => tensor.Name, tensor => (tensor.Shape, MemoryMarshal.Cast<byte, float>(tensor.Data).ToArray()));

    /// <summary>[channels, height, width] in row-major order.</summary>
    public sealed record Map(int Channels, int Height, int Width, double[] Values)
    {
        public double this[int channel, int y, int x] => Values[(channel * Height + y) * Width + x];

        public static Map Make(int channels, int height, int width, Func<int, int, int, double> value)
        {
            var values = new double[channels * height * width];
            for (var i = 0; i < values.Length; i++)
                values[i] = value(i / (height * width), i / width % height, i % width);
            return new Map(channels, height, width, values);
        }
    }

    /// <summary>The modules of <c>vgg16().features</c> in their order.</summary>
    public Map Vgg16(Map picture)
    {
        int[] poolings = [4, 9, 16, 23, 30];
        var x = picture;
        for (var module = 0; module <= 30; module++)
        {
            if (poolings.Contains(module))
                x = MaxPool(x, side: 2, padding: 0);
            else if (_weights.ContainsKey($"features.{module}.weight"))
                x = Convolve(x, $"features.{module}", stride: 1, padding: 1);
            else
                x = Relu(x);
        }

        return x;
    }

    /// <summary><c>forward</c> of torchvision's ResNet up to <c>layer4</c>.</summary>
    public Map ResNet(Map picture, int[] blocks)
    {
        var x = MaxPool(Relu(Normalize(Convolve(picture, "conv1", stride: 2, padding: 3), "bn1")), side: 3, padding: 1);
        for (var layer = 1; layer <= 4; layer++)
        {
            for (var block = 0; block < blocks[layer - 1]; block++)
                x = ResNetBlock(x, $"layer{layer}.{block}", layer > 1 && block == 0 ? 2 : 1);
        }

        return x;
    }

    private Map ResNetBlock(Map x, string name, int stride)
    {
        var hasBottleneck = _weights.ContainsKey($"{name}.conv3.weight");
        var path = hasBottleneck
            ? Convolve(
                Relu(Normalize(Convolve(
                    Relu(Normalize(Convolve(x, $"{name}.conv1", 1, 0), $"{name}.bn1")),
                    $"{name}.conv2", stride, 1), $"{name}.bn2")),
                $"{name}.conv3", 1, 0)
            : Convolve(Relu(Normalize(Convolve(x, $"{name}.conv1", stride, 1), $"{name}.bn1")), $"{name}.conv2", 1, 1);
        path = Normalize(path, hasBottleneck ? $"{name}.bn3" : $"{name}.bn2");
        var shortcut = _weights.ContainsKey($"{name}.downsample.0.weight")
            ? Normalize(Convolve(x, $"{name}.downsample.0", stride, 0), $"{name}.downsample.1")
            : x;
        return Relu(Map.Make(path.Channels, path.Height, path.Width, (c, h, w) => path[c, h, w] + shortcut[c, h, w]));
    }

    private Map Convolve(Map x, string name, int stride, int padding)
    {
        var (shape, kernel) = _weights[$"{name}.weight"];
        var bias = _weights.TryGetValue($"{name}.bias", out var found) ? found.Values : null;
        var (from, side) = ((int)shape[1], (int)shape[2]);
        var (height, width) = ((x.Height + 2 * padding - side) / stride + 1, (x.Width + 2 * padding - side) / stride + 1);
        return Map.Make((int)shape[0], height, width, (to, h, w) =>
        {
            var sum = (double)(bias?[to] ?? 0);
            for (var channel = 0; channel < from; channel++)
            {
                for (var i = 0; i < side; i++)
                {
                    for (var j = 0; j < side; j++)
                    {
                        var (y, column) = (h * stride + i - padding, w * stride + j - padding);
                        if (y >= 0 && y < x.Height && column >= 0 && column < x.Width)
                            sum += x[channel, y, column] * kernel[((to * from + channel) * side + i) * side + j];
                    }
                }
            }

            return sum;
        });
    }

    private Map Normalize(Map x, string name)
    {
        var (gain, shift) = (_weights[$"{name}.weight"].Values, _weights[$"{name}.bias"].Values);
        var (mean, variance) = (_weights[$"{name}.running_mean"].Values, _weights[$"{name}.running_var"].Values);
        return Map.Make(x.Channels, x.Height, x.Width, (c, h, w) =>
            (x[c, h, w] - mean[c]) / Math.Sqrt(variance[c] + 1e-5) * gain[c] + shift[c]);
    }

    private static Map Relu(Map x) => x with { Values = [.. x.Values.Select(value => Math.Max(0, value))] };

    private static Map MaxPool(Map x, int side, int padding) => Map.Make(
        x.Channels, (x.Height + 2 * padding - side) / 2 + 1, (x.Width + 2 * padding - side) / 2 + 1, (channel, h, w) =>
        {
            var best = double.NegativeInfinity;
            for (var y = Math.Max(0, 2 * h - padding); y < Math.Min(x.Height, 2 * h - padding + side); y++)
            {
                for (var column = Math.Max(0, 2 * w - padding); column < Math.Min(x.Width, 2 * w - padding + side); column++)
                    best = Math.Max(best, x[channel, y, column]);
            }

            return best;
        });
}
