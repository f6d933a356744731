using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Events;

/// <summary>How events are kept and streamed.</summary>
public sealed class EventOptions
{
    public const string SectionName = "Gateway:Events";

    /// <summary>How long events are kept. A client that was away for longer is told to start over. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often the gateway looks for new events while anyone listens. Default 0.1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(0.1);

    /// <summary>Interval of the comments that keep a silent stream open and its position young. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Maximum events that wait for one client; one that is slower is cut off, and resumes where it was. Default 1024.</summary>
    [Range(1, 1 << 20)]
    public int MaxWaitingEvents { get; set; } = 1024;

    /// <summary>Maximum open event streams. Default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 1000;

    /// <summary>Maximum open event streams of one caller: an API key, or without keys a client's address. Default 256.</summary>
    [Range(1, 100_000)]
    public int MaxStreamsPerCaller { get; set; } = 256;
}
