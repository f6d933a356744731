using Engram.ModelStore;
using Engram.OnnxGraph;

namespace Engram.Backbones.Networks;

/// <summary>A network of torchvision that turns a picture of 224 x 224 pixels into a grid of 7 x 7 regions: which tensors it needs, and how
/// they are connected.</summary>
public abstract class Backbone
{
    /// <summary>Rows and columns of the picture.</summary>
    public const int PictureSide = 224;

    /// <summary>Rows and columns of the grid.</summary>
    public const int GridSide = 7;

    public const string PictureInput = "picture";
    public const string GridOutput = "grid";

    /// <summary>The networks that can be imported.</summary>
    public static IReadOnlyList<Backbone> All { get; } =
    [
        new Vgg("vgg16", [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]),
        new ResNet("resnet18", [2, 2, 2, 2], hasBottlenecks: false),
        new ResNet("resnet50", [3, 4, 6, 3], hasBottlenecks: true),
        new ResNet("resnet101", [3, 4, 23, 3], hasBottlenecks: true),
        new ResNet("resnet152", [3, 8, 36, 3], hasBottlenecks: true),
    ];

    private protected Backbone(string name) => Name = name;

    /// <summary>Torchvision's name of it.</summary>
    public string Name { get; }

    /// <summary>Features per region.</summary>
    public abstract int Channels { get; }

    /// <summary>Its convolutions; they hold all its weights.</summary>
    public abstract IEnumerable<Convolution> Convolutions { get; }

    /// <summary>Tensors of the classifier above the grid. A file may hold them, of any shape; they are not read.</summary>
    public abstract IReadOnlyList<string> Unread { get; }

    public static TensorSpec Input => TensorSpec.Of(PictureInput, TensorType.Float32, "batch", 3, PictureSide, PictureSide);

    public TensorSpec Output => TensorSpec.Of(GridOutput, TensorType.Float32, "batch", Channels, GridSide, GridSide);

    /// <summary>Connects the convolutions.</summary>
    /// <param name="graph">Takes the operators.</param>
    /// <param name="picture">[batch, 3, 224, 224].</param>
    /// <param name="convolve">Adds a convolution with its weights.</param>
    /// <returns>[batch, <see cref="Channels"/>, 7, 7].</returns>
    internal abstract OnnxValue Connect(OnnxGraphBuilder graph, OnnxValue picture, Func<Convolution, OnnxValue, OnnxValue> convolve);

    private protected static OnnxValue Relu(OnnxGraphBuilder graph, OnnxValue value) => graph.Op("Relu", [value]);

    private protected static OnnxValue MaxPool(OnnxGraphBuilder graph, OnnxValue value, int side, int padding) => graph.Op(
        "MaxPool", [value],
        OnnxAttribute.Ints("kernel_shape", side, side),
        OnnxAttribute.Ints("strides", 2, 2),
        OnnxAttribute.Ints("pads", padding, padding, padding, padding));
}
