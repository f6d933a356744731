namespace Engram.Keyphrases.Ranking;

/// <summary>Where a keyphrase came from.</summary>
public enum PhraseSource
{
    /// <summary>The classifier over whole keyphrases.</summary>
    Classifier,

    /// <summary>The generator, with words from the vocabulary.</summary>
    Generator,

    /// <summary>The generator, with words copied from the post.</summary>
    CopiedFromPost,

    /// <summary>The generator, with words copied from the picture's text.</summary>
    CopiedFromOcr,

    /// <summary>Tagged posts similar to this one.</summary>
    Neighbour,
}

/// <summary>A phrase that at least one expert proposes for a post, with each expert's evidence. Ranks start at 0.</summary>
public sealed record PhraseCandidate
{
    /// <summary>Its words, separated by one space.</summary>
    public required string Phrase { get; init; }

    /// <summary>The generator's mean log-probability per word, end mark included; null when the beam search did not find it.</summary>
    public float? GeneratorLogProbability { get; init; }

    public int GeneratorRank { get; init; }

    /// <summary>
    /// How the generator produced it: <see cref="PhraseSource.Generator"/>, <see cref="PhraseSource.CopiedFromPost"/> or
    /// <see cref="PhraseSource.CopiedFromOcr"/>; null when it did not.
    /// </summary>
    public PhraseSource? GeneratorSource { get; init; }

    /// <summary>The classifier's probability; null when the label is not among the candidates.</summary>
    public float? ClassifierProbability { get; init; }

    public int ClassifierRank { get; init; }

    /// <summary>Share of the neighbors' votes, 0 to 1; null when no neighbor is tagged with it.</summary>
    public float? NeighbourShare { get; init; }

    /// <summary>Votes: sum of the squared similarities of the neighbors tagged with it.</summary>
    public float NeighbourVotes { get; init; }

    /// <summary>Similarity of the nearest neighbor tagged with it.</summary>
    public float NeighbourSimilarity { get; init; }

    /// <summary>Number of neighbors tagged with it.</summary>
    public int NeighbourPosts { get; init; }

    public int NeighbourRank { get; init; }

    /// <summary>Where its stems first occur in the post's own words, from 0 (start) to 1 (end); null when they don't.</summary>
    public float? PlaceInPost { get; init; }

    /// <summary>Whether its stems occur in the picture's words.</summary>
    public bool IsInOcr { get; init; }
}

/// <summary>A ranked keyphrase, as returned to callers.</summary>
/// <param name="Phrase">Its words, separated by one space.</param>
/// <param name="Score">0 to 1, comparable within a post.</param>
/// <param name="Source">The expert that proposed it; of several, the one that contributed most to the score.</param>
public readonly record struct RankedPhrase(string Phrase, float Score, PhraseSource Source);
