using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Trainings;

/// <summary>Limits of a request for a training.</summary>
public sealed class TrainingOptions
{
    public const string SectionName = "Gateway:Trainings";

    /// <summary>Maximum size of the request as JSON, including its options, in bytes. The message
    /// to the trainer carries it. Default 64 KiB.</summary>
    [Range(1024, 1 << 20)]
    public int MaxRequestBytes { get; set; } = 64 << 10;

    /// <summary>Maximum files per request. Default 64.</summary>
    [Range(1, 1000)]
    public int MaxFiles { get; set; } = 64;

    /// <summary>Maximum bytes of one file; the trainer reads one file at a time into its memory. Default 64 MiB.</summary>
    [Range(1, 1 << 29)]
    public int MaxFileBytes { get; set; } = 64 << 20;

    /// <summary>Maximum bytes of a request with all its files, but never more than
    /// <see cref="GatewayOptions.MaxBytesInHand"/>. Default 256 MiB.</summary>
    [Range(typeof(long), "1024", "1099511627776")]
    public long MaxUploadBytes { get; set; } = 256 << 20;
}
