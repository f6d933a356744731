using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Admission;

/// <summary>When work is refused because that taken before is not done yet.</summary>
public sealed class AdmissionOptions
{
    public const string SectionName = "Gateway:Admission";

    /// <summary>Age of the queue of posts beyond which no more are taken. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxPostQueueAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Age of the queue of questions beyond which no more are taken: someone waits for each. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxQuestionQueueAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Unfinished items that are no queue, however old they are: one that can't be finished must not close the door.
    /// Default 100.</summary>
    [Range(0, 1_000_000)]
    public int UncountedItems { get; set; } = 100;

    /// <summary>Time from one measurement of the queues to the next. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time that a line of a stream waits to be taken, and its client is not read from, before it is refused.
    /// Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxLineWait { get; set; } = TimeSpan.FromSeconds(30);

    internal TimeSpan MaxAgeOf(WorkKind kind) => kind == WorkKind.Posts ? MaxPostQueueAge : MaxQuestionQueueAge;
}

/// <summary>What the gateway takes. Each kind has a queue of its own: bulk posts don't keep questions out.</summary>
public enum WorkKind
{
    Posts,
    Questions,
}
