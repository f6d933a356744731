using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Storage;
using Engram.Streams;

namespace Engram.Gateway.Sources;

/// <summary>A live stream that is followed, and how far. Whoever follows it changes it in the transaction of the event it is
/// about.</summary>
public sealed class Source
{
    private const int KeptGaps = 20;

    // A client that can't connect says so again within this time.
    private static readonly TimeSpan LongestConnect = TimeSpan.FromMinutes(1);

    private Source(string name, SourceDefinition definition)
    {
        Name = name;
        Definition = definition;
    }

    public string Name { get; private set; }

    public SourceDefinition Definition { get; private set; }

    /// <summary>Named by options: only they change it.</summary>
    public bool IsOfOptions { get; private set; }

    public SourceState State { get; private set; }

    /// <summary>Grows each time the source is started or redefined.</summary>
    public long Edition { get; private set; }

    /// <summary>Where its platform goes on after the last event; null where it has no such place, or nothing came yet.</summary>
    public string? Cursor { get; private set; }

    public long Accepted { get; private set; }

    public long Edited { get; private set; }

    public long Repeated { get; private set; }

    public long Deleted { get; private set; }

    public long Refused { get; private set; }

    public long Skipped { get; private set; }

    public long LostConnections { get; private set; }

    /// <summary>Until when it counts as not connected, unless something comes before.</summary>
    public DateTimeOffset? LostUntil { get; private set; }

    public long GapCount { get; private set; }

    /// <summary>Latest last.</summary>
    public IReadOnlyList<SourceGap> Gaps { get; private set; } = [];

    public DateTimeOffset? LastEventAt { get; private set; }

    /// <summary>What went wrong last.</summary>
    public string? Fault { get; private set; }

    public DateTimeOffset? FaultAt { get; private set; }

    public static Source Make(string name, SourceDefinition definition, bool isOfOptions) =>
        new(name, definition) { IsOfOptions = isOfOptions, Edition = 1 };

    public SourceState StateAt(DateTimeOffset now) => State == SourceState.Following && now < LostUntil ? SourceState.Reconnecting : State;

    /// <summary>Lets it be followed as defined, from where it was left. What is followed so already stays as it is.</summary>
    public void Follow(SourceDefinition definition, bool isOfOptions)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var isSame = JsonSerializer.Serialize(definition, StoredJson.Options) == JsonSerializer.Serialize(Definition, StoredJson.Options);
        IsOfOptions = isOfOptions;
        if (isSame && State == SourceState.Following)
            return;
        if (!IsCursorOf(definition))
            Cursor = null;
        (Definition, State, Fault, FaultAt, LostUntil) = (definition, SourceState.Following, null, null, null);
        Edition++;
    }

    /// <summary>Lets it rest; its cursor stays.</summary>
    public void Stop() => (State, IsOfOptions) = (SourceState.Stopped, false);

    internal void Note(EventResult result, string? cursor, DateTimeOffset now)
    {
        switch (result)
        {
            case EventResult.Accepted:
                Accepted++;
                break;
            case EventResult.Edited:
                Edited++;
                break;
            case EventResult.Repeated:
                Repeated++;
                break;
            case EventResult.Deleted:
                Deleted++;
                break;
            case EventResult.Refused:
                Refused++;
                break;
            default:
                Skipped++;
                break;
        }

        (Cursor, LastEventAt, LostUntil) = (cursor ?? Cursor, now, null);
    }

    internal void NoteFault(string fault, DateTimeOffset now) => (Fault, FaultAt) = (fault, now);

    internal void NoteLoss(ConnectionLost lost, DateTimeOffset now)
    {
        LostConnections++;
        LostUntil = now + lost.RetryIn + LongestConnect;
        NoteFault(lost.Reason, now);
    }

    internal void NoteGap(StreamGap gap, DateTimeOffset now)
    {
        GapCount++;
        Gaps = [.. Gaps.Append(new SourceGap(gap.From, gap.To, gap.Reason, now)).TakeLast(KeptGaps)];
    }

    // Jetstream's cursor is a time, on every server alike; other cursors are a server's own.
    private bool IsCursorOf(SourceDefinition definition) => definition.Form == Definition.Form
        && (definition.Form == SourceForm.Jetstream || definition.Address.Authority == Definition.Address.Authority);
}
