using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Console;

/// <summary>The web console.</summary>
public sealed class ConsoleOptions
{
    public const string SectionName = "Gateway:Console";

    /// <summary>Whether the gateway serves the console. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a person stays signed in. Default 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionAge { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Posts, questions and other items on one page of a list. Default 50.</summary>
    [Range(1, 200)]
    public int PageItems { get; set; } = 50;

    /// <summary>How long a form waits for its result, before the page watches for it. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ResultWait { get; set; } = TimeSpan.FromSeconds(10);
}
