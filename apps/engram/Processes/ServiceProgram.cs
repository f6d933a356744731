using Engram.CommandLine;

namespace Engram.Cli.Processes;

/// <summary>A service's built program.</summary>
/// <param name="Name">Name of the service's folder, for example <c>memory-index</c>.</param>
/// <param name="Project">Name of its project, for example <c>MemoryIndex</c>.</param>
internal sealed record ServiceProgram(string Name, string Project)
{
    public static ServiceProgram Standalone { get; } = new("standalone", "Standalone");

    public static ServiceProgram Gateway { get; } = new("gateway", "Gateway");

    /// <summary>The services of the system; each runs as its own process.</summary>
    public static IReadOnlyList<ServiceProgram> All { get; } =
    [
        Gateway, new("ocr", "Ocr"), new("vision-features", "VisionFeatures"), new("memory-index", "MemoryIndex"),
        new("inference", "Inference"), new("trainer", "Trainer"),
    ];

    /// <summary>Folder of the built program, beside this program's own folder and built with the same settings.</summary>
    public string Folder { get; } = FolderOf(Project);

    /// <exception cref="CommandException">The service has not been built.</exception>
    public string Assembly()
    {
        var path = Path.Combine(Folder, $"Engram.{Project}.dll");
        return File.Exists(path) ? path
            : throw new CommandException($"{path} is missing: the service {Name} has not been built. Run 'make setup'.");
    }

    private static string FolderOf(string project)
    {
        // artifacts/bin/<project>/<configuration>/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }
}
