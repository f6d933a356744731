using System.ComponentModel.DataAnnotations;
using Engram.DevServers;

namespace Engram.Standalone;

/// <summary>Where the private database of the one-process system lives. It does not start if <c>ConnectionStrings__Engram</c> names
/// another.</summary>
public sealed class StandaloneOptions
{
    public const string SectionName = "Standalone";

    /// <summary>Directory of the database, which is kept between runs. Default: <c>postgres</c> under
    /// <see cref="Clone.DataDirectory"/>.</summary>
    public string DataDirectory { get; set; } = Path.Combine(Clone.DataDirectory, "postgres");

    /// <summary>Size of the database's log, in bytes, at which it is rotated. Default 16 MiB.</summary>
    [Range(1 << 16, 1 << 30)]
    public int LogFileBytes { get; set; } = 16 << 20;

    /// <summary>Files of the database's log that are kept. Default 5.</summary>
    [Range(1, 100)]
    public int LogFiles { get; set; } = 5;

    /// <summary>Whether to start with an empty database and delete it at the end. Default false.</summary>
    public bool Temporary { get; set; }
}
