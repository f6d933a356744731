using System.ComponentModel.DataAnnotations;

namespace Engram.Backbones.Weights;

/// <summary>How much of a stranger's file of weights is read.</summary>
public sealed class WeightFileOptions
{
    /// <summary>Largest file, in bytes. Default 2 GiB; torchvision's largest, VGG-16, has 0.5 GiB.</summary>
    [Range(1, 1L << 40)]
    public long MaxFileBytes { get; set; } = 2L << 30;

    /// <summary>Longest description of the tensors, in bytes: a header, a zip directory, or pickles. Default 2 MiB; that of ResNet-152 has
    /// 0.1 MiB.</summary>
    [Range(64, 100_000_000)]
    public int MaxHeaderBytes { get; set; } = 2 << 20;

    /// <summary>Most tensors. Default 10,000; ResNet-152 has 932.</summary>
    [Range(1, 1_000_000)]
    public int MaxTensors { get; set; } = 10_000;
}
