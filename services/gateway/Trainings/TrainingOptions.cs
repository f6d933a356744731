using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Trainings;

/// <summary>What a request for a training may bring.</summary>
public sealed class TrainingOptions
{
    public const string SectionName = "Gateway:Trainings";

    /// <summary>Longest request as JSON, its options included, bytes; its message to the trainer carries it. Default 64 KiB.</summary>
    [Range(1024, 1 << 20)]
    public int MaxRequestBytes { get; set; } = 64 << 10;

    /// <summary>Most files that come with a request. Default 64.</summary>
    [Range(1, 1000)]
    public int MaxFiles { get; set; } = 64;

    /// <summary>Most bytes of one file; the trainer reads one into its memory at a time. Default 64 MiB.</summary>
    [Range(1, 1 << 29)]
    public int MaxFileBytes { get; set; } = 64 << 20;

    /// <summary>Most bytes of a request with all its files, but never more than <see cref="GatewayOptions.MaxBytesInHand"/>. Default 256
    /// MiB.</summary>
    [Range(typeof(long), "1024", "1099511627776")]
    public long MaxUploadBytes { get; set; } = 256 << 20;
}
