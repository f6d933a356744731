using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Memories;

/// <summary>How imports into memory sets are split into chunks.</summary>
public sealed class ImportOptions
{
    public const string SectionName = "Gateway:Imports";

    /// <summary>Maximum lines per chunk. Default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxChunkLines { get; set; } = 1000;

    /// <summary>Maximum bytes per chunk; a longer line becomes a chunk of its own. Default 1 MiB.</summary>
    [Range(1, 64 << 20)]
    public int MaxChunkBytes { get; set; } = 1 << 20;

    /// <summary>Maximum line length in bytes. Default 1 MiB.</summary>
    [Range(64, 64 << 20)]
    public int MaxLineBytes { get; set; } = 1 << 20;

    /// <summary>Maximum rejected lines that an answer lists; all are counted. Default 100.</summary>
    [Range(0, 10_000)]
    public int MaxRejectedLines { get; set; } = 100;
}
