using System.Diagnostics.Metrics;
using Engram.Contracts.Memories;
using Engram.Hosting;
using Engram.MemoryIndex.Search;

namespace Engram.MemoryIndex;

/// <summary>Meter <c>Engram.MemoryIndex</c>.</summary>
public sealed class MemoryIndexMetrics : IDisposable
{
    public const string MeterName = "Engram.MemoryIndex";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<int> _candidates;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _stored;
    private readonly Histogram<int> _neighbours;
    private readonly Histogram<double> _neighbourDuration;
    private readonly Counter<long> _withoutSet;
    private long _postsWithoutSet;

    public MemoryIndexMetrics(MemorySets sets)
    {
        _meter.CreateObservableGauge(
            "engram.memory.memories", () => sets.Indexes.Sum(index => index.Memories), "{memory}", "Memories this replica serves.");
        _meter.CreateObservableGauge("engram.memory.bytes", () => sets.Indexes.Sum(index => index.Bytes), "By", "Bytes the indexes take.");
        _meter.CreateObservableGauge("engram.memory.lag", () => sets.Lag.TotalSeconds, "s",
            "Time since this replica last knew that it holds all that is committed.");
        _stored = _meter.CreateCounter<long>("engram.memory.stored", "{memory}", "Memories added.");
        _candidates = _meter.CreateHistogram<int>(
            "engram.memory.recall.candidates", "{memory}", "Memories that a question was compared with, by the way of hashing.");
        _neighbours = _meter.CreateHistogram<int>(
            "engram.memory.neighbours.found", "{memory}", "Tagged posts that vote for the keyphrases of a post.");
        _neighbourDuration = _meter.CreateDurations(
            "engram.memory.neighbours.duration", "Time to find a post's neighbours, its wait for a newer epoch included.");
        _withoutSet = _meter.CreateCounter<long>("engram.memory.neighbours.without_set", "{post}",
            "Posts that went on without neighbours, because their set was unknown or deleted.");
        _duration = _meter.CreateDurations(
            "engram.memory.recall.duration", "Time to look a question up, its wait for a newer epoch included.");
    }

    /// <summary>Posts since the start that went on without neighbors because their set was unknown or deleted.</summary>
    public long PostsWithoutSet => Volatile.Read(ref _postsWithoutSet);

    public void NeighboursFound(int neighbours, TimeSpan duration)
    {
        _neighbours.Record(neighbours);
        _neighbourDuration.Record(duration.TotalSeconds);
    }

    public void PostWithoutSet()
    {
        Interlocked.Increment(ref _postsWithoutSet);
        _withoutSet.Add(1);
    }

    public void Stored(int memories) => _stored.Add(memories);

    public void Recalled(HashingStrategy way, int candidates, TimeSpan duration)
    {
        var hashing = KeyValuePair.Create<string, object?>("hashing", way.ToString().ToLowerInvariant());
        _candidates.Record(candidates, hashing);
        _duration.Record(duration.TotalSeconds, hashing);
    }

    public void Dispose() => _meter.Dispose();
}
