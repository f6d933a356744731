using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Storage;
using Engram.Streams;

namespace Engram.Gateway.Sources;

/// <summary>A followed live stream and its progress. The follower changes the row in the transaction of each event.</summary>
public sealed class Source
{
    private const int KeptGaps = 20;

    // A client that cannot connect reports this again within this time.
    private static readonly TimeSpan LongestConnect = TimeSpan.FromMinutes(1);

    private Source(string name, SourceDefinition definition)
    {
        Name = name;
        Definition = definition;
    }

    public string Name { get; private set; }

    public SourceDefinition Definition { get; private set; }

    /// <summary>Whether the options define the source. Then only they can change it.</summary>
    public bool IsOfOptions { get; private set; }

    public SourceState State { get; private set; }

    /// <summary>Increases each time the source is started or redefined.</summary>
    public long Edition { get; private set; }

    /// <summary>Where the platform resumes after the last event; null if it has no cursors, or no event arrived yet.</summary>
    public string? Cursor { get; private set; }

    public long Accepted { get; private set; }

    public long Edited { get; private set; }

    public long Repeated { get; private set; }

    public long Deleted { get; private set; }

    public long Refused { get; private set; }

    public long Skipped { get; private set; }

    public long LostConnections { get; private set; }

    /// <summary>Until when the source counts as disconnected, unless an event arrives earlier.</summary>
    public DateTimeOffset? LostUntil { get; private set; }

    public long GapCount { get; private set; }

    /// <summary>The most recent gaps, latest last.</summary>
    public IReadOnlyList<SourceGap> Gaps { get; private set; } = [];

    public DateTimeOffset? LastEventAt { get; private set; }

    /// <summary>The latest error.</summary>
    public string? Fault { get; private set; }

    public DateTimeOffset? FaultAt { get; private set; }

    public static Source Make(string name, SourceDefinition definition, bool isOfOptions) =>
        new(name, definition) { IsOfOptions = isOfOptions, Edition = 1 };

    public SourceState StateAt(DateTimeOffset now) => State == SourceState.Following && now < LostUntil ? SourceState.Reconnecting : State;

    /// <summary>Starts to follow a definition, from the stored cursor if it is valid there. If the source already
    /// follows the same definition, nothing changes.</summary>
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

    /// <summary>Stops following and keeps the cursor.</summary>
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

    // A Jetstream cursor is a time and is valid on every server. Other cursors are valid on one server only.
    private bool IsCursorOf(SourceDefinition definition) => definition.Form == Definition.Form
        && (definition.Form == SourceForm.Jetstream || definition.Address.Authority == Definition.Address.Authority);
}
