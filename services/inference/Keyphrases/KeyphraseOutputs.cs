using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;

namespace Engram.Inference.Keyphrases;

/// <summary>A model's output for a post.</summary>
public sealed record KeyphraseOutputs
{
    /// <summary>Phrases from the generator, best first; empty if the model only classifies.</summary>
    public required IReadOnlyList<GeneratedPhrase> Generated { get; init; }

    /// <summary>The classifier's best labels, best first; empty if the model only generates.</summary>
    public required IReadOnlyList<ClassifiedPhrase> Classified { get; init; }

    /// <summary>Attention weights of the post's words, [T].</summary>
    public required float[] TokenAttention { get; init; }

    /// <summary>Attention weights of the picture's regions, [R]; empty if there are none.</summary>
    public required float[] RegionAttention { get; init; }
}
