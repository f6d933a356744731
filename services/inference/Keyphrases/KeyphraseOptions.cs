using System.ComponentModel.DataAnnotations;
using Engram.Inference.Batching;

namespace Engram.Inference.Keyphrases;

/// <summary>Which model tags posts, how many keyphrases a post gets, and how posts are batched.</summary>
public sealed class KeyphraseOptions : BatchBounds
{
    public const string SectionName = "Inference:Keyphrases";

    /// <summary>Name of the model package, of kind <c>keyphrases</c>. Default <c>tagger</c>.</summary>
    [Required]
    public string Model { get; set; } = "tagger";

    /// <summary>Most keyphrases of a post. Default 5.</summary>
    [Range(1, 100)]
    public int MaxKeyphrases { get; set; } = 5;

    /// <summary>Keyphrases with a lower score are left out, so a post may get none. Default: the thresholds of the package's ranker, above
    /// which 4 of 5 keyphrases were right; 0.02 if the package has none.</summary>
    [Range(0.0, 1.0)]
    public float? MinScore { get; set; }

    /// <summary>Whether to generate phrases. If false, the classifier answers alone if the model has one, which is many times faster.
    /// Default true.</summary>
    public bool Generate { get; set; } = true;

    /// <summary>Messages processed at a time, each with a post or a bundle of posts. Below <see cref="BatchBounds.MaxBatchItems"/>, batches
    /// of posts that come alone never fill. Default 64.</summary>
    [Range(1, 4096)]
    public int ConcurrentPosts { get; set; } = 64;
}
