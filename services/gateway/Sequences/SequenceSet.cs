using Engram.ApiContracts.Sequences;

namespace Engram.Gateway.Sequences;

/// <summary>A sequence set: whose events are kept, and for how long.</summary>
public sealed class SequenceSet
{
    private SequenceSet(Guid id, string name) => (Id, Name) = (id, name);

    public Guid Id { get; private set; }

    public string Name { get; private set; }

    public int? RetentionDays { get; private set; }

    /// <summary>Number of changes.</summary>
    public long Epoch { get; private set; }

    public long Events { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static SequenceSet Make(string name, SequenceSetOptions options, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), name) { RetentionDays = options.RetentionDays, CreatedAt = now };

    /// <summary>Changes how long events are kept.</summary>
    public void Keep(int? retentionDays) => RetentionDays = retentionDays;

    /// <summary>Counts a change.</summary>
    /// <param name="events">How many events came; negative for those that went.</param>
    public void Changed(long events)
    {
        Events += events;
        Epoch++;
    }

    /// <summary>Time of the oldest event that is kept.</summary>
    public DateTimeOffset OldestAt(DateTimeOffset now) =>
        RetentionDays is { } days ? now - TimeSpan.FromDays(days) : DateTimeOffset.MinValue;
}
