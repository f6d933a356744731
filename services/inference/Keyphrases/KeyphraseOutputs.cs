using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;

namespace Engram.Inference.Keyphrases;

/// <summary>What a model says of a post.</summary>
public sealed record KeyphraseOutputs
{
    /// <summary>What the generator found, best first; empty when the model only classifies.</summary>
    public required IReadOnlyList<GeneratedPhrase> Generated { get; init; }

    /// <summary>The classifier's best labels, best first; empty when the model only generates.</summary>
    public required IReadOnlyList<ClassifiedPhrase> Classified { get; init; }

    /// <summary>Weights of the post's words when it was read, [T].</summary>
    public required float[] TokenAttention { get; init; }

    /// <summary>Weights of the picture's regions, [R]; empty when there are none.</summary>
    public required float[] RegionAttention { get; init; }
}
