using NetVips;

namespace Engram.Imaging;

/// <summary>Starts libvips once per process, configured for untrusted pictures.</summary>
internal static class Libvips
{
    private static readonly Lazy<bool> Started = new(StartOnce);

    /// <exception cref="EngineException">libvips is missing or does not start.</exception>
    public static void Start() => _ = Started.Value;

    private static bool StartOnce()
    {
        // NetVips starts libvips when its assembly loads, and stores the failure.
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new EngineException(
                $"libvips can't be loaded from {AppContext.BaseDirectory}. " +
                "The package NetVips.Native.linux-x64 puts libvips.so.42 there when the program is built: build again.",
                ModuleInitializer.Exception);
        }

        // One thread per picture, because requests already run in parallel. No cache, because the blob store remembers which pictures were
        // read.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        NetVips.NetVips.BlockUntrusted = true;
        // libvips logs every oddity of a picture to standard error; failures arrive as exceptions anyway.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, (_, _, _) => { });
        return true;
    }
}
