using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Memories;

/// <summary>How imports into memory sets are cut up.</summary>
public sealed class ImportOptions
{
    public const string SectionName = "Gateway:Imports";

    /// <summary>Most lines of a chunk. Default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxChunkLines { get; set; } = 1000;

    /// <summary>Most bytes of a chunk; a longer line makes a chunk of its own. Default 1 MiB.</summary>
    [Range(1, 64 << 20)]
    public int MaxChunkBytes { get; set; } = 1 << 20;

    /// <summary>Longest line, bytes. Default 1 MiB.</summary>
    [Range(64, 64 << 20)]
    public int MaxLineBytes { get; set; } = 1 << 20;

    /// <summary>Most refused lines that an answer tells one by one; all are counted. Default 100.</summary>
    [Range(0, 10_000)]
    public int MaxRejectedLines { get; set; } = 100;
}
