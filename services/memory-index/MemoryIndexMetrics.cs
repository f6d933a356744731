using System.Diagnostics.Metrics;
using Engram.MemoryIndex.Serving;

namespace Engram.MemoryIndex;

/// <summary>Meter <c>Engram.MemoryIndex</c>.</summary>
public sealed class MemoryIndexMetrics : IDisposable
{
    public const string MeterName = "Engram.MemoryIndex";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<int> _candidates;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _stored;

    public MemoryIndexMetrics(MemorySets sets)
    {
        _meter.CreateObservableGauge("engram.memory.memories", () => sets.Indexes.Sum(index => index.Memories), "{memory}", "Memories this replica serves.");
        _meter.CreateObservableGauge("engram.memory.bytes", () => sets.Indexes.Sum(index => index.Bytes), "By", "Bytes the indexes take.");
        _meter.CreateObservableGauge("engram.memory.lag", () => sets.Lag.TotalSeconds, "s", "Time since this replica last knew that it holds all that is committed.");
        _stored = _meter.CreateCounter<long>("engram.memory.stored", "{memory}", "Memories added.");
        _candidates = _meter.CreateHistogram<int>("engram.memory.recall.candidates", "{memory}", "Memories that share a hashed word with a question.");
        _duration = _meter.CreateHistogram<double>("engram.memory.recall.duration", "s", "Time to look a question up, its wait for a newer epoch included.");
    }

    public void Stored(int memories) => _stored.Add(memories);

    public void Recalled(int candidates, TimeSpan duration)
    {
        _candidates.Record(candidates);
        _duration.Record(duration.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
