using System.Diagnostics.Metrics;
using Engram.Hosting;

namespace Engram.Trainer;

/// <summary>The metrics of runs.</summary>
public sealed class TrainerMetrics : IDisposable
{
    private readonly Meter _meter = new("Engram.Trainer");
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _duration;

    public TrainerMetrics()
    {
        _runs = _meter.CreateCounter<long>("engram.trainer.runs", "{run}", "Runs that came to their end.");
        _duration = _meter.CreateDurations(
            "engram.trainer.run.duration", "Time from claim to end of a run that made a model.");
    }

    public void Trained(string kind, bool promoted, TimeSpan duration)
    {
        _runs.Add(1, new("kind", kind), new("outcome", promoted ? "promoted" : "not-promoted"));
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));
    }

    public void Failed(string kind) => _runs.Add(1, new("kind", kind), new("outcome", "failed"));

    public void Cancelled(string kind) => _runs.Add(1, new("kind", kind), new("outcome", "cancelled"));

    public void Dispose() => _meter.Dispose();
}
