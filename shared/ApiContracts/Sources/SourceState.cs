using System.Text.Json;

namespace Engram.ApiContracts.Sources;

/// <summary>How a source is.</summary>
public enum SourceState
{
    Following,

    /// <summary>The connection was lost; it is tried again.</summary>
    Reconnecting,

    /// <summary>The platform refuses the request itself; it is not tried again.</summary>
    Refused,

    Stopped,
}

/// <summary>What may be missing of a stream.</summary>
/// <param name="From">Null: not known.</param>
/// <param name="To">Null: not known.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="NoticedAt">When it was noticed.</param>
public sealed record SourceGap(DateTimeOffset? From, DateTimeOffset? To, string Reason, DateTimeOffset NoticedAt);
