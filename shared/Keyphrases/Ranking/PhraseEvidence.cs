using Engram.Keyphrases.Search;

namespace Engram.Keyphrases.Ranking;

/// <summary>The experts' evidence for one post. An expert that was not run contributes nothing.</summary>
public sealed record PhraseEvidence
{
    /// <summary>The post's own words.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The words of its picture.</summary>
    public IReadOnlyList<string> OcrWords { get; init; } = [];

    /// <summary>Phrases of the generator, best first.</summary>
    public IReadOnlyList<GeneratedPhrase> Generated { get; init; } = [];

    /// <summary>The classifier's best labels, best first.</summary>
    public IReadOnlyList<ClassifiedPhrase> Classified { get; init; } = [];

    /// <summary>Similar tagged posts, most similar first.</summary>
    public IReadOnlyList<TaggedNeighbour> Neighbours { get; init; } = [];
}

/// <summary>A label and its probability.</summary>
public readonly record struct ClassifiedPhrase(string Phrase, float Probability);

/// <summary>A tagged post similar to the one in question.</summary>
/// <param name="Similarity">Cosine similarity, above 0 and at most 1.</param>
/// <param name="Keyphrases">Its tags.</param>
public readonly record struct TaggedNeighbour(float Similarity, IReadOnlyList<string> Keyphrases);
