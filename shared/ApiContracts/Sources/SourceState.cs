using System.Text.Json;

namespace Engram.ApiContracts.Sources;

/// <summary>State of a source.</summary>
public enum SourceState
{
    Following,

    /// <summary>The connection was lost; reconnecting.</summary>
    Reconnecting,

    /// <summary>The platform refuses the request itself; no retry.</summary>
    Refused,

    Stopped,
}

/// <summary>A period in which events of a stream may be missing.</summary>
/// <param name="From">Null: not known.</param>
/// <param name="To">Null: not known.</param>
/// <param name="Reason">Message for people.</param>
/// <param name="NoticedAt">When it was noticed.</param>
public sealed record SourceGap(DateTimeOffset? From, DateTimeOffset? To, string Reason, DateTimeOffset NoticedAt);
