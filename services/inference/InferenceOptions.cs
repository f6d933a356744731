using System.ComponentModel.DataAnnotations;
using Engram.ModelStore.Sessions;

namespace Engram.Inference;

/// <summary>Where models run, and how often to check for promotions.</summary>
public sealed class InferenceOptions : ExecutionDeviceOptions
{
    public const string SectionName = "Inference";

    protected override string Section => SectionName;

    /// <summary>How often the repository is polled for a newly promoted version. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the serving models are announced again. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan AnnounceInterval { get; set; } = TimeSpan.FromMinutes(1);
}
