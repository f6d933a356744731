using Engram.OnnxGraph;

namespace Engram.Backbones.Networks;

/// <summary>ResNet (He et al. 2016) up to its last block: a 7 x 7 convolution, a pooling, and four layers of blocks, each of which adds its
/// input to its output. As in torchvision, a bottleneck strides in its 3 x 3 convolution.</summary>
internal sealed class ResNet : Backbone
{
    private readonly Convolution _stem;
    private readonly List<Block> _blocks = [];

    /// <param name="name">Torchvision's name.</param>
    /// <param name="layers">Blocks of each layer.</param>
    /// <param name="hasBottlenecks">Whether a block is 1 x 1, 3 x 3, 1 x 1 with four times the channels, or else twice 3 x 3.</param>
    /// <param name="width">Channels of the first layer; the others double them.</param>
    public ResNet(string name, int[] layers, bool hasBottlenecks, int width = 64)
        : base(name)
    {
        _stem = new Convolution("conv1", 3, width, Kernel: 7, Stride: 2, "bn1");
        Channels = width;
        for (var layer = 0; layer < layers.Length; layer++)
        {
            for (var block = 0; block < layers[layer]; block++)
            {
                var stride = layer > 0 && block == 0 ? 2 : 1;
                _blocks.Add(Block.Of($"layer{layer + 1}.{block}", Channels, width << layer, stride, hasBottlenecks));
                Channels = _blocks[^1].Path[^1].To;
            }
        }
    }

    public override int Channels { get; }

    public override IEnumerable<Convolution> Convolutions => [_stem, .. _blocks.SelectMany(block => block.Convolutions)];

    public override IReadOnlyList<string> Unread { get; } = ["fc.weight", "fc.bias"];

    internal override OnnxValue Connect(
        OnnxGraphBuilder graph, OnnxValue picture, Func<Convolution, OnnxValue, OnnxValue> convolve)
    {
        var x = MaxPool(graph, Relu(graph, convolve(_stem, picture)), side: 3, padding: 1);
        foreach (var block in _blocks)
        {
            var path = x;
            foreach (var convolution in block.Path)
                path = convolve(convolution, convolution == block.Path[0] ? path : Relu(graph, path));
            var shortcut = block.Shortcut is null ? x : convolve(block.Shortcut, x);
            x = Relu(graph, graph.Op("Add", [path, shortcut]));
        }

        return x;
    }

    /// <param name="Path">Convolutions with a ReLU between them.</param>
    /// <param name="Shortcut">Fits the input to the output where their shapes differ.</param>
    private sealed record Block(IReadOnlyList<Convolution> Path, Convolution? Shortcut)
    {
        public IEnumerable<Convolution> Convolutions => Shortcut is null ? Path : [.. Path, Shortcut];

        public static Block Of(string name, int from, int width, int stride, bool isBottleneck)
        {
            var to = isBottleneck ? 4 * width : width;
            IReadOnlyList<Convolution> path = isBottleneck
                ? [Numbered(1, from, width, 1, 1), Numbered(2, width, width, 3, stride), Numbered(3, width, to, 1, 1)]
                : [Numbered(1, from, width, 3, stride), Numbered(2, width, width, 3, 1)];
            var shortcut = stride == 1 && from == to
                ? null
                : new Convolution($"{name}.downsample.0", from, to, Kernel: 1, stride, $"{name}.downsample.1");
            return new Block(path, shortcut);

            Convolution Numbered(int number, int from, int to, int kernel, int stride) =>
                new($"{name}.conv{number}", from, to, kernel, stride, $"{name}.bn{number}");
        }
    }
}
