using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Engram.Hosting;

/// <summary>A kind of fault: log entries that differ only in the request, message or connection they concern.</summary>
/// <param name="Category">Log category of the entry.</param>
/// <param name="Template">Message template of the entry.</param>
/// <param name="Cause">For a bug, exception type and stack trace; else the name of the health check, or empty.</param>
internal readonly record struct RepeatedFaultKind(string Category, string Template, string Cause);

/// <summary>Counts repeated faults: of each kind only the first within a minute is written.</summary>
internal sealed class RepeatedFaults(TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<RepeatedFaultKind, Repeats> _counted = [];

    /// <summary>Returns true when the fault is to be written; otherwise counts it.</summary>
    public bool IsFirst(RepeatedFaultKind kind, string words)
    {
        lock (_lock)
        {
            if (_counted.TryGetValue(kind, out var repeats))
            {
                repeats.Count++;
                return false;
            }

            _counted.Add(kind, new Repeats { Words = words, Began = time.GetTimestamp() });
            return true;
        }
    }

    /// <summary>Returns the kinds that were repeated within their minute, now over, and starts a new count for them. Forgets kinds that
    /// were not repeated.</summary>
    /// <param name="all">Whether to include kinds whose minute is not over.</param>
    public IReadOnlyList<(RepeatedFaultKind Kind, string Words, int Count, TimeSpan Time)> Take(bool all)
    {
        var over = new List<(RepeatedFaultKind, string, int, TimeSpan)>();
        lock (_lock)
        {
            foreach (var (kind, repeats) in _counted.ToList())
            {
                var passed = time.GetElapsedTime(repeats.Began);
                if (passed < Window && !all)
                    continue;
                if (repeats.Count == 0)
                {
                    _counted.Remove(kind);
                    continue;
                }

                over.Add((kind, repeats.Words, repeats.Count, passed));
                (repeats.Count, repeats.Began) = (0, time.GetTimestamp());
            }
        }

        return over;
    }

    private sealed class Repeats
    {
        public required string Words { get; init; }

        public required long Began { get; set; }

        public int Count { get; set; }
    }
}

/// <summary>Logs how often faults were repeated.</summary>
internal sealed class RepeatedFaultsReport(RepeatedFaults faults, TimeProvider time, ILogger<RepeatedFaultsReport> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Tell(all: false);
        }
        finally
        {
            Tell(all: true);
        }
    }

    private void Tell(bool all)
    {
        foreach (var (kind, words, count, passed) in faults.Take(all))
            Log.Repeated(logger, kind.Category, words, count, (int)passed.TotalSeconds);
    }
}
