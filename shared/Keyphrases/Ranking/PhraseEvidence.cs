using Engram.Keyphrases.Search;

namespace Engram.Keyphrases.Ranking;

/// <summary>What the experts say of one post. An expert that was not asked says nothing.</summary>
public sealed record PhraseEvidence
{
    /// <summary>The post's own words.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The words of its picture.</summary>
    public IReadOnlyList<string> OcrWords { get; init; } = [];

    /// <summary>What the generator found, best first.</summary>
    public IReadOnlyList<GeneratedPhrase> Generated { get; init; } = [];

    /// <summary>The classifier's best labels, best first.</summary>
    public IReadOnlyList<ClassifiedPhrase> Classified { get; init; } = [];

    /// <summary>Tagged posts like it, most similar first.</summary>
    public IReadOnlyList<TaggedNeighbour> Neighbours { get; init; } = [];
}

/// <summary>A label and its probability.</summary>
public readonly record struct ClassifiedPhrase(string Phrase, float Probability);

/// <summary>A tagged post like another.</summary>
/// <param name="Similarity">Cosine, above 0, at most 1.</param>
/// <param name="Keyphrases">What it was tagged with.</param>
public readonly record struct TaggedNeighbour(float Similarity, IReadOnlyList<string> Keyphrases);
