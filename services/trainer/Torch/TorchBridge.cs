using System.Reflection;
using System.Runtime.InteropServices;

namespace Engram.Trainer.Torch;

/// <summary>Finds and loads the bridge to libtorch (services/trainer/native). A machine that only serves has none, and is told so by
/// <see cref="UnavailableReason"/> instead of by a crash.</summary>
public static class TorchBridge
{
    /// <summary>Environment variable with the path of a bridge built elsewhere, for example against a CUDA libtorch.</summary>
    public const string PathVariable = "ENGRAM_TORCH_BRIDGE";

    internal const string LibraryName = "engram_torch";

    private const string FileName = "libengram_torch.so";

    /// <summary>Version of the functions in bridge.cpp that this code calls.</summary>
    private const int AbiVersion = 1;

    private static readonly Lazy<(nint Library, string? Reason)> Loaded = new(Load);

    /// <summary>Whether this machine can train.</summary>
    public static bool IsAvailable => UnavailableReason is null;

    /// <summary>Why this machine can't train, or null when it can.</summary>
    public static string? UnavailableReason => Loaded.Value.Reason;

    /// <summary>Throws the reason where this machine can't train.</summary>
    /// <exception cref="TorchUnavailableException">The bridge is missing or does not load.</exception>
    public static void EnsureAvailable()
    {
        if (UnavailableReason is { } reason)
            throw new TorchUnavailableException(reason);
    }

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? paths)
    {
        if (name != LibraryName)
            return 0;
        EnsureAvailable();
        return Loaded.Value.Library;
    }

    private static (nint Library, string? Reason) Load()
    {
        var path = FindFile();
        if (path is null)
            return (0, $"training unavailable: build the bridge with 'make bridge' ({FileName} was not found)");
        try
        {
            var library = NativeLibrary.Load(path);
            var version = AbiVersionOf(library);
            return version == AbiVersion
                ? (library, null)
                : (0, $"training unavailable: {path} has interface {version}, this program needs {AbiVersion}; build it again with 'make bridge'");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return (0, $"training unavailable: {path} does not load, build it again with 'make bridge': {e.Message}");
        }
    }

    private static unsafe int AbiVersionOf(nint library) =>
        ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "engram_abi_version"))();

    private static string? FindFile()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside))
            return beside;
        // In a clone the program lies in artifacts/bin/PROJECT/release, the bridge in artifacts/native.
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "native", FileName);
            if (File.Exists(built))
                return built;
        }

        return null;
    }
}
