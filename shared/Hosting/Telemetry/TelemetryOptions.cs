using System.ComponentModel.DataAnnotations;

namespace Engram.Hosting;

/// <summary>How often a service measures itself.</summary>
public sealed class TelemetryOptions
{
    public const string SectionName = "Telemetry";

    /// <summary>Age up to which <c>/metrics</c> repeats its last answer, so that many scrapers cost as much as one. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MetricsCacheTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Interval between two counts of queues and outboxes, whatever is scraped meanwhile. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(10);
}
