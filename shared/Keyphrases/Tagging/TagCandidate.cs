using Engram.Keyphrases.Ranking;

namespace Engram.Keyphrases.Tagging;

/// <summary>A range of words in a text.</summary>
/// <param name="Start">First word.</param>
/// <param name="End">Index after the last word.</param>
internal readonly record struct WordSpan(int Start, int End)
{
    public int Length => End - Start;

    public bool Contains(WordSpan other) => Start <= other.Start && End >= other.End;
}

/// <summary>A phrase that may become a tag, with the evidence of each source.</summary>
internal sealed record TagCandidate
{
    /// <summary>Lower case, words separated by one space.</summary>
    public required string Phrase { get; init; }

    /// <summary>Its <see cref="PhraseKey"/>, unique among a post's candidates.</summary>
    public required string Key { get; init; }

    /// <summary>Where it occurs in the post, in order; includes hashtags.</summary>
    public IReadOnlyList<WordSpan> Spans { get; init; } = [];

    /// <summary>Where it occurs in the picture's words.</summary>
    public IReadOnlyList<WordSpan> OcrSpans { get; init; } = [];

    /// <summary>Number of the hashtag in the post that it equals, from 0; -1 when there is none.</summary>
    public int Hashtag { get; init; } = -1;

    /// <summary>Evidence of classifier, generator and neighbors; null when none proposes it.</summary>
    public PhraseCandidate? Experts { get; init; }

    /// <summary>Its rank among the words that describe the picture; -1 when it is not among them.</summary>
    public int Attribute { get; init; } = -1;
}
