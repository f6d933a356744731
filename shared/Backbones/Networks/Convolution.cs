using System.Collections.Immutable;

namespace Engram.Backbones.Networks;

/// <summary>A convolution of a network, by torchvision's names, with the batch normalization that follows it, if there is one. Its padding
/// keeps the size of the map at stride 1.</summary>
/// <param name="Name">Prefix of its tensors: <c>layer1.0.conv1</c>.</param>
/// <param name="From">Channels that it reads.</param>
/// <param name="To">Channels that it gives.</param>
/// <param name="Kernel">Side of its kernel.</param>
/// <param name="Stride">Cells from one place of the kernel to the next.</param>
/// <param name="Norm">Prefix of the normalization's tensors; null: the convolution has a bias instead.</param>
public sealed record Convolution(string Name, int From, int To, int Kernel, int Stride = 1, string? Norm = null)
{
    public int Padding => Kernel / 2;

    public string Weight => $"{Name}.weight";

    public string Bias => $"{Name}.bias";

    public ImmutableArray<long> WeightShape => [To, From, Kernel, Kernel];

    /// <summary>The tensors that it needs, with their shapes.</summary>
    public IEnumerable<(string Name, ImmutableArray<long> Shape)> Tensors =>
        [(Weight, WeightShape), .. Vectors.Select(name => (name, ImmutableArray.Create<long>(To)))];

    /// <summary>A counter that torch keeps beside a normalization since 0.4.1; nothing reads it.</summary>
    public string? Counter => Norm is null ? null : $"{Norm}.num_batches_tracked";

    private IEnumerable<string> Vectors =>
        Norm is null ? [Bias] : [$"{Norm}.weight", $"{Norm}.bias", $"{Norm}.running_mean", $"{Norm}.running_var"];
}
