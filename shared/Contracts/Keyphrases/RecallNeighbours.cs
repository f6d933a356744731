namespace Engram.Contracts.Keyphrases;

/// <summary>
/// Find the tagged posts most like a post, and send it on with them. Sent by gateway for a post that is ready to be tagged; consumed by
/// memory-index, which always passes <see cref="Prediction"/> on, also without neighbours: a post is not held up by a memory that is gone.
/// </summary>
public sealed record RecallNeighbours
{
    /// <summary>The memory set of tagged posts.</summary>
    public required Guid SetId { get; init; }

    /// <summary>What is sent on, with its neighbours filled in.</summary>
    public required PredictKeyphrases Prediction { get; init; }
}
