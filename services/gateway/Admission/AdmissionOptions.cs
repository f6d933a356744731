using System.ComponentModel.DataAnnotations;

namespace Engram.Gateway.Admission;

/// <summary>When new work is rejected because of the backlog.</summary>
public sealed class AdmissionOptions
{
    public const string SectionName = "Gateway:Admission";

    /// <summary>Age of the post backlog above which new posts are rejected. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxPostQueueAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Age of the question backlog above which new questions are rejected. Short, because someone
    /// waits for each answer. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxQuestionQueueAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Age of the backlog of recommendations above which new ones are rejected. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxRecommendationQueueAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Number of oldest unfinished items, per kind and state, that are ignored: one stuck item
    /// must not block all new work. Default 100.</summary>
    [Range(0, 1_000_000)]
    public int UncountedItems { get; set; } = 100;

    /// <summary>Interval between measurements of the backlog. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time a line of a stream waits to be accepted before it is rejected. Meanwhile the gateway
    /// does not read from its client. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxLineWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that one caller may send in a minute on average: the holders of one API key, or one address if the service has no
    /// keys. A line of a stream counts as a request and waits for its turn. Each gateway counts by itself. 0: no limit.
    /// Default 0.</summary>
    [Range(0, 60_000_000)]
    public int CallerRequestsPerMinute { get; set; }

    /// <summary>Requests that one caller may send at once after a silence. Default 600.</summary>
    [Range(1, 1_000_000)]
    public int CallerBurstRequests { get; set; } = 600;

    internal TimeSpan MaxAgeOf(WorkKind kind) => kind switch
    {
        WorkKind.Posts => MaxPostQueueAge,
        WorkKind.Questions => MaxQuestionQueueAge,
        _ => MaxRecommendationQueueAge,
    };
}

/// <summary>Kinds of work. Each has a backlog of its own, so that bulk posts do not block questions.</summary>
public enum WorkKind
{
    Posts,
    Questions,
    Recommendations,
}
