using System.Reflection;
using System.Runtime.InteropServices;

namespace Engram.Training.Torch;

/// <summary>Finds and loads the bridge to libtorch (shared/Training/native). A machine that only serves has none;
/// <see cref="UnavailableReason"/> then says so instead of a crash.</summary>
public static class TorchBridge
{
    /// <summary>Environment variable with the path of a bridge built elsewhere, for example against a CUDA libtorch.</summary>
    public const string PathVariable = "ENGRAM_TORCH_BRIDGE";

    internal const string LibraryName = "engram_torch";

    private const string FileName = "libengram_torch.so";

    /// <summary>What 'make bridge' downloads on a fresh Debian 12, not counting the compiler.</summary>
    private const string Cost = "which downloads about 130 MB of Debian packages, or uses the libtorch in LIBTORCH=DIR";

    /// <summary>Version of bridge.cpp's interface that this code calls.</summary>
    private const int AbiVersion = 2;

    private static readonly Lazy<LoadedBridge> Loaded = new(Load);

    /// <summary>Whether this machine can train.</summary>
    public static bool IsAvailable => UnavailableReason is null;

    /// <summary>Why this machine can't train, or null when it can.</summary>
    public static string? UnavailableReason => Loaded.Value.Reason;

    /// <summary>Version, device and file of the libtorch that was found.</summary>
    /// <exception cref="TorchUnavailableException">The bridge is missing or does not load.</exception>
    public static string Libtorch
    {
        get
        {
            EnsureAvailable();
            return Loaded.Value.Libtorch;
        }
    }

    /// <summary>Throws with the reason if this machine can't train.</summary>
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

    private static LoadedBridge Load()
    {
        var named = Environment.GetEnvironmentVariable(PathVariable);
        var path = string.IsNullOrEmpty(named) ? FindFile() : named;
        if (!File.Exists(path))
            return LoadedBridge.Without($"build the bridge with 'make bridge', {Cost} ({path ?? FileName} was not found)");
        try
        {
            var library = NativeLibrary.Load(path);
            var version = AbiVersionOf(library);
            return version == AbiVersion
                ? new LoadedBridge(library, LibtorchOf(library), null)
                : LoadedBridge.Without(
                    $"{path} has interface {version}, this program needs {AbiVersion}; build it again with 'make bridge'");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return LoadedBridge.Without($"{path} does not load ({LastLine(e.Message)}); build it again with 'make bridge', {Cost}");
        }
    }

    // .NET puts advice before the loader's own message.
    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private static unsafe int AbiVersionOf(nint library) =>
        ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "engram_abi_version"))();

    private static unsafe string LibtorchOf(nint library) =>
        Native.Text(((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "engram_libtorch"))());

    private static string? FindFile()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside))
            return beside;
        // In a clone the program is in artifacts/bin/PROJECT/release and the bridge in artifacts/native.
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "native", FileName);
            if (File.Exists(built))
                return built;
        }

        return null;
    }

    /// <param name="Library">Handle of the bridge; 0 if there is none.</param>
    /// <param name="Libtorch">The bridge's description of its libtorch; empty if there is no bridge.</param>
    /// <param name="Reason">Why there is no bridge; otherwise null.</param>
    private sealed record LoadedBridge(nint Library, string Libtorch, string? Reason)
    {
        public static LoadedBridge Without(string reason) => new(0, "", $"training unavailable: {reason}");
    }
}
