using System.Runtime.InteropServices;

namespace Engram.Ocr;

/// <summary>
/// Processor time for reading one picture, of the thread that reads it: both engines run on the thread that calls them. Unlike time by the
/// clock it is the same beside a busy neighbor.
/// </summary>
internal sealed partial class ReadingTime
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID (time.h)

    private ReadingTime(TimeSpan end) => End = end;

    /// <summary>When it is over, by the processor time of the thread that started it.</summary>
    public TimeSpan End { get; }

    /// <summary>Whether a part of the picture was left out because the time was over.</summary>
    public bool LeftOut { get; private set; }

    public static ReadingTime Start(TimeSpan longest) => new(Now + longest);

    public static bool IsPast(TimeSpan end) => Now >= end;

    /// <summary>Whether there is time for a further part; the caller leaves it out where there is none.</summary>
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
