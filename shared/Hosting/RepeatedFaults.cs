using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Engram.Hosting;

/// <summary>A kind of fault: entries of a log that differ only in whom it met.</summary>
/// <param name="Category">Who tells of it.</param>
/// <param name="Template">In which words.</param>
/// <param name="Cause">What it came from, where that is no outage: the place in the code.</param>
internal readonly record struct RepeatedFaultKind(string Category, string Template, string Cause);

/// <summary>Counts faults that come again: of each kind the first within a minute is written.</summary>
internal sealed class RepeatedFaults(TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<RepeatedFaultKind, Repeats> _counted = [];

    /// <summary>Returns whether a fault is to be written; if not, it is counted.</summary>
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

    /// <summary>Returns the kinds whose minute is over and that came again in it;
    /// they go on being counted. The others are forgotten.</summary>
    /// <param name="all">Whether to return also those whose minute is not over.</param>
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

/// <summary>Tells how often faults came again.</summary>
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
