using System.Runtime.InteropServices;

namespace Engram.Ocr;

/// <summary>Processor time for reading one picture, of the reading thread: both engines run on the thread that calls them. Unlike
/// wall-clock time, it does not depend on the load of the machine.</summary>
internal sealed partial class ReadingTime
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID (time.h)

    private ReadingTime(TimeSpan end) => End = end;

    /// <summary>When the time is up, in processor time of the thread that started it.</summary>
    public TimeSpan End { get; }

    /// <summary>Whether part of the picture was skipped because time ran out.</summary>
    public bool LeftOut { get; private set; }

    public static ReadingTime Start(TimeSpan longest) => new(Now + longest);

    public static bool IsPast(TimeSpan end) => Now >= end;

    /// <summary>Whether there is time for another part. If not, the caller skips it.</summary>
    public bool AllowsMore()
    {
        if (!IsPast(End))
            return true;
        LeftOut = true;
        return false;
    }

    private static TimeSpan Now
    {
        get
        {
            const int nanosecondsPerTick = 100;
            return GetTime(ThreadProcessorTime, out var time) == 0
                ? new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / nanosecondsPerTick))
                : throw new PlatformNotSupportedException("The system does not tell a thread's processor time.");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    private readonly record struct Timespec(long Seconds, long Nanoseconds);
}
