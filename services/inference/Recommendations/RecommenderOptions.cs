using System.ComponentModel.DataAnnotations;

namespace Engram.Inference.Recommendations;

/// <summary>Which model recommends, and how many states it keeps.</summary>
public sealed class RecommenderOptions
{
    public const string SectionName = "Inference:Recommendations";

    /// <summary>Name of the model package that recommends if the request names no model. Loaded on first use. Default
    /// <c>films-ksr</c>.</summary>
    [Required]
    public string Model { get; set; } = "films-ksr";

    /// <summary>Most models that requests may load. Default 8.</summary>
    [Range(1, 1000)]
    public int MaxModels { get; set; } = 8;

    /// <summary>Most states kept by each model, so that a history that grew by one item costs one step; about 3 kB each with 7 relations.
    /// Default 10000.</summary>
    [Range(1, 10_000_000)]
    public int MaxStates { get; set; } = 10_000;

    /// <summary>How long an unused state is kept. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StateAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Messages processed at a time, each with a request or a bundle of requests. Default 8.</summary>
    [Range(1, 4096)]
    public int ConcurrentRequests { get; set; } = 8;
}
