using System.Collections.Frozen;
using Engram.Keyphrases.Ranking;
using Engram.Text;

namespace Engram.Keyphrases.Search;

/// <summary>A phrase that the search found.</summary>
public sealed record GeneratedPhrase
{
    // Marks of the vocabulary, and what the papers' evaluation drops.
    private static readonly FrozenSet<string> NoWords = Vocabulary.Marks.Concat([",", ".", ";"]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Its words, without the end.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Its words, separated by one space.</summary>
    public string Phrase => string.Join(' ', Words);

    /// <summary>Whether it can be a keyphrase: it has words, and none is a mark or punctuation.</summary>
    public bool IsPhrase => Words.Count > 0 && !Words.Any(NoWords.Contains);

    /// <summary>Mean log-probability a word, the end included: sum log(P + 1e-8) / steps.</summary>
    public required float MeanLogProbability { get; init; }

    /// <summary><see cref="PhraseSource.Generator"/>, <see cref="PhraseSource.CopiedFromPost"/> or
    /// <see cref="PhraseSource.CopiedFromOcr"/>.</summary>
    public required PhraseSource Source { get; init; }

    /// <summary>The decoder's attention, mean of the phrase's words, [T].</summary>
    public required float[] Attention { get; init; }
}
