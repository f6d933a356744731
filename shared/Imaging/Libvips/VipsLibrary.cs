using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Imaging.Libvips;

/// <summary>Starts libvips once a process, set up for pictures from strangers.</summary>
internal static unsafe class VipsLibrary
{
    private static readonly Lazy<bool> Started = new(StartOnce);

    /// <exception cref="EngineException">libvips is not there or does not start.</exception>
    public static void Start() => _ = Started.Value;

    /// <summary>Returns what libvips has to say about the last failure, and clears it.</summary>
    public static string TakeErrors()
    {
        var text = VipsNative.TakeErrors();
        var message = Marshal.PtrToStringUTF8((nint)text) ?? "";
        VipsNative.Free(text);
        return message.Trim();
    }

    private static bool StartOnce()
    {
        try
        {
            // Without a name (null) it crashes.
            if (VipsNative.Init("engram") != 0)
                throw new EngineException($"libvips does not start: {TakeErrors()}");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new EngineException(
                $"libvips ({VipsNative.Library}) can't be loaded from {AppContext.BaseDirectory}. Its npm package @img/sharp-libvips-linux-x64 " +
                "must be there when the program is built: run npm ci and build again.", e);
        }

        // A picture a thread: requests run side by side already. No picture comes twice: the blob store remembers what was read.
        VipsNative.SetConcurrency(1);
        VipsNative.SetCacheSize(0);
        VipsNative.BlockUntrusted(true);
        // libvips would write each oddity of a picture to standard error; what matters comes back as an error.
        const int allLevels = 0xFC, alsoFatal = 2, alsoRecursive = 1;
        _ = VipsNative.SetLogHandler("VIPS", allLevels | alsoFatal | alsoRecursive, &Ignore, 0);
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* domain, int level, byte* message, nint data)
    {
    }
}
