using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Sequences;

/// <summary>Limits of sequence sets and of recommendations.</summary>
public sealed class SequenceOptions
{
    public const string SectionName = "Gateway:Sequences";

    /// <summary>Maximum events that are stored in one transaction. Default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxEventsPerTransaction { get; set; } = 1000;

    /// <summary>Maximum length of a line of an upload in bytes. Default 8 KiB.</summary>
    [Range(64, 1 << 20)]
    public int MaxLineBytes { get; set; } = 8 << 10;

    /// <summary>Maximum rejected lines that an answer lists; all are counted. Default 100.</summary>
    [Range(0, 100_000)]
    public int MaxRejectedLines { get; set; } = 100;

    /// <summary>How far an event's time may be ahead of the clock. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxTimeAhead { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Maximum events of a history that are sent to the model, the last ones, also when a request brings its own. Default
    /// 200.</summary>
    [Range(1, 10_000)]
    public int MaxHistoryEvents { get; set; } = 200;

    /// <summary>How long a finished recommendation is kept, counted from when it was asked for. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan RecommendationAge { get; set; } = TimeSpan.FromDays(1);
}
