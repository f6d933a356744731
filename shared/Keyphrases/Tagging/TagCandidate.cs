using Engram.Keyphrases.Ranking;

namespace Engram.Keyphrases.Tagging;

/// <summary>A span of words of a text.</summary>
/// <param name="Start">First word.</param>
/// <param name="End">The word after the last.</param>
internal readonly record struct WordSpan(int Start, int End)
{
    public int Length => End - Start;

    public bool Contains(WordSpan other) => Start <= other.Start && End >= other.End;
}

/// <summary>A phrase that may become a tag, with all that proposes it.</summary>
internal sealed record TagCandidate
{
    /// <summary>Small letters, words separated by one space.</summary>
    public required string Phrase { get; init; }

    /// <summary><see cref="PhraseKey"/>: a post has one candidate of each.</summary>
    public required string Key { get; init; }

    /// <summary>Where it stands in the post, first use first; a hashtag is a span too.</summary>
    public IReadOnlyList<WordSpan> Spans { get; init; } = [];

    /// <summary>Where it stands in the words of the picture.</summary>
    public IReadOnlyList<WordSpan> OcrSpans { get; init; } = [];

    /// <summary>Number of the post's hashtag that it is, from 0; -1 when it is none.</summary>
    public int Hashtag { get; init; } = -1;

    /// <summary>What classifier, generator and neighbours say; null when none proposes it.</summary>
    public PhraseCandidate? Experts { get; init; }

    /// <summary>Its place among the words that describe the picture; -1 when it is none.</summary>
    public int Attribute { get; init; } = -1;
}
