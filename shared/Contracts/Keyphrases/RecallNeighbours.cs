namespace Engram.Contracts.Keyphrases;

/// <summary>
/// Find the tagged posts most similar to a post, and forward the post with them. Sent by gateway for a post that is ready to be tagged;
/// consumed by memory-index, which forwards <see cref="Prediction"/> even without neighbors, so that a missing memory set holds up no post.
/// </summary>
[Bundled]
public sealed record RecallNeighbours
{
    /// <summary>The memory set of tagged posts.</summary>
    public required Guid SetId { get; init; }

    /// <summary>The message to forward, with its neighbors filled in.</summary>
    public required PredictKeyphrases Prediction { get; init; }
}
