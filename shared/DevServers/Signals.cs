using System.Globalization;
using System.Runtime.InteropServices;

namespace Engram.DevServers;

/// <summary>Sends signals to processes that we started; .NET itself sends only SIGKILL.</summary>
public static partial class Signals
{
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    /// <summary>Asks a process to stop (SIGTERM). A negative id addresses the process group of that leader.</summary>
    public static void Terminate(int processId) => Send(processId, SignalTerminate);

    /// <summary>Kills a process at once (SIGKILL).</summary>
    public static void Kill(int processId) => Send(processId, SignalKill);

    /// <summary>Halts a process (SIGSTOP) until <see cref="Resume"/>.</summary>
    public static void Halt(int processId) => Send(processId, SignalStop);

    /// <summary>Resumes a halted process (SIGCONT).</summary>
    public static void Resume(int processId) => Send(processId, SignalContinue);

    /// <summary>Halts a process and its children.</summary>
    public static void HaltFamily(int processId)
    {
        // The parent first, so that it starts no further children.
        Halt(processId);
        foreach (var child in ChildrenOf(processId))
            Halt(child);
    }

    /// <summary>Resumes a halted process and its children.</summary>
    public static void ResumeFamily(int processId)
    {
        foreach (var child in ChildrenOf(processId))
            Resume(child);
        Resume(processId);
    }

    private static int[] ChildrenOf(int processId) =>
        [.. File.ReadAllText($"/proc/{processId}/task/{processId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int processId, int signal);
}
