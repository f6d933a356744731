using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.DeadLetters;

/// <summary>Dead letters over HTTP.</summary>
public sealed class DeadLetterOptions
{
    public const string SectionName = "Gateway:DeadLetters";

    /// <summary>Messages that one request looks at, since the broker can't search. Those beyond are counted as not read. Default
    /// 2000.</summary>
    [Range(1, 1_000_000)]
    public int MaxLettersRead { get; set; } = 2000;

    /// <summary>Longest wait for the broker to connect. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
