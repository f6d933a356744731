using System.ComponentModel.DataAnnotations;
using Engram.DevServers;

namespace Engram.Standalone;

/// <summary>Where the private database of the one-process system lives. It is not started where <c>ConnectionStrings__Engram</c> names
/// another.</summary>
public sealed class StandaloneOptions
{
    public const string SectionName = "Standalone";

    /// <summary>Directory of the database, kept from run to run. Default: <c>postgres</c> under
    /// <see cref="Clone.DataDirectory"/>.</summary>
    public string DataDirectory { get; set; } = Path.Combine(Clone.DataDirectory, "postgres");

    /// <summary>Bytes after which the database's log is put aside. Default 16 MiB.</summary>
    [Range(1 << 16, 1 << 30)]
    public int LogFileBytes { get; set; } = 16 << 20;

    /// <summary>Files kept of the database's log. Default 5.</summary>
    [Range(1, 100)]
    public int LogFiles { get; set; } = 5;

    /// <summary>Start with an empty database and delete it at the end. Default false.</summary>
    public bool Temporary { get; set; }
}
