using Engram.OnnxGraph;

namespace Engram.Backbones.Networks;

/// <summary>VGG (Simonyan and Zisserman 2015, configuration D is VGG-16) up to its last pooling: blocks of 3 x 3 convolutions with
/// ReLU, and a 2 x 2 maximum after each block.</summary>
internal sealed class Vgg : Backbone
{
    private readonly List<List<Convolution>> _blocks = [];

    /// <param name="name">Torchvision's name.</param>
    /// <param name="blocks">Channels of each convolution of each block.</param>
    public Vgg(string name, int[][] blocks)
        : base(name)
    {
        var (place, channels) = (0, 3); // of the module in torchvision's sequence, in which ReLUs and poolings count too
        foreach (var widths in blocks)
        {
            var block = new List<Convolution>();
            foreach (var width in widths)
            {
                block.Add(new Convolution($"features.{place}", channels, width, Kernel: 3));
                (place, channels) = (place + 2, width);
            }

            _blocks.Add(block);
            place++;
        }
    }

    public override int Channels => _blocks[^1][^1].To;

    public override IEnumerable<Convolution> Convolutions => _blocks.SelectMany(block => block);

    public override IReadOnlyList<string> Unread { get; } =
    [
        "classifier.0.weight", "classifier.0.bias", "classifier.3.weight", "classifier.3.bias", "classifier.6.weight", "classifier.6.bias",
    ];

    internal override OnnxValue Connect(
        OnnxGraphBuilder graph, OnnxValue picture, Func<Convolution, OnnxValue, OnnxValue> convolve)
    {
        var x = picture;
        foreach (var block in _blocks)
        {
            foreach (var convolution in block)
                x = Relu(graph, convolve(convolution, x));
            x = MaxPool(graph, x, side: 2, padding: 0);
        }

        return x;
    }
}
