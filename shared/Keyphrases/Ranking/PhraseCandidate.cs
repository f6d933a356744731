namespace Engram.Keyphrases.Ranking;

/// <summary>Where a keyphrase came from.</summary>
public enum PhraseSource
{
    /// <summary>The classifier over whole keyphrases.</summary>
    Classifier,

    /// <summary>The generator, word by word from the vocabulary.</summary>
    Generator,

    /// <summary>The generator, word by word from the post.</summary>
    CopiedFromPost,

    /// <summary>The generator, word by word from the words of the picture.</summary>
    CopiedFromOcr,

    /// <summary>Tagged posts like this one.</summary>
    Neighbour,
}

/// <summary>A phrase that at least one expert proposes for a post, with what each says of it. Ranks count from 0.</summary>
public sealed record PhraseCandidate
{
    /// <summary>Its words, separated by one space.</summary>
    public required string Phrase { get; init; }

    /// <summary>The generator's mean log-probability a word, its end included; null when the search did not find it.</summary>
    public float? GeneratorLogProbability { get; init; }

    public int GeneratorRank { get; init; }

    /// <summary>How the generator made it: <see cref="PhraseSource.Generator"/>, <see cref="PhraseSource.CopiedFromPost"/> or
    /// <see cref="PhraseSource.CopiedFromOcr"/>; null when it did not.</summary>
    public PhraseSource? GeneratorSource { get; init; }

    /// <summary>The classifier's probability; null when it is not among the labels looked at.</summary>
    public float? ClassifierProbability { get; init; }

    public int ClassifierRank { get; init; }

    /// <summary>Its share of the neighbours' votes, 0 to 1; null when no neighbour has it.</summary>
    public float? NeighbourShare { get; init; }

    /// <summary>Its votes: sum of the squared similarities of the neighbours that have it.</summary>
    public float NeighbourVotes { get; init; }

    /// <summary>Similarity of the nearest neighbour that has it.</summary>
    public float NeighbourSimilarity { get; init; }

    /// <summary>Neighbours that have it.</summary>
    public int NeighbourPosts { get; init; }

    public int NeighbourRank { get; init; }

    /// <summary>Where its stems first stand in the post's own words, 0 (first word) to 1; null when they don't.</summary>
    public float? PlaceInPost { get; init; }

    /// <summary>Whether its stems stand in the words of the picture.</summary>
    public bool IsInOcr { get; init; }
}

/// <summary>A keyphrase as it is given out.</summary>
/// <param name="Phrase">Its words, separated by one space.</param>
/// <param name="Score">0 to 1, comparable within a post.</param>
/// <param name="Source">Who proposed it, or who counted most.</param>
public readonly record struct RankedPhrase(string Phrase, float Score, PhraseSource Source);
