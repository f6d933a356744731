using System.Globalization;

namespace Engram.Gateway.Events;

/// <summary>A place in the log of events: by transaction, and within a transaction by number.</summary>
internal readonly record struct EventPosition(ulong Xid, long Number) : IComparable<EventPosition>
{
    public static readonly EventPosition Last = new(ulong.MaxValue, long.MaxValue);

    public static bool operator >(EventPosition one, EventPosition other) => one.CompareTo(other) > 0;

    public static bool operator <(EventPosition one, EventPosition other) => one.CompareTo(other) < 0;

    public int CompareTo(EventPosition other) =>
        Xid == other.Xid ? Number.CompareTo(other.Number) : Xid.CompareTo(other.Xid);
}

/// <summary>The id of an event, from which a client resumes: <c>EPOCH-TRANSACTION-NUMBER</c>.</summary>
/// <param name="Epoch">Names the log: ids of another one mean nothing here.</param>
/// <param name="Position">The place in the log.</param>
internal readonly record struct EventId(string Epoch, EventPosition Position)
{
    /// <summary>Returns null if the text is not an id.</summary>
    public static EventId? TryParse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 3
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var xid)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new EventId(parts[0], new EventPosition(xid, number)) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Position.Xid}-{Position.Number}");
}
