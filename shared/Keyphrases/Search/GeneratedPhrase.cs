using System.Collections.Frozen;
using Engram.Keyphrases.Ranking;
using Engram.Text;

namespace Engram.Keyphrases.Search;

/// <summary>A phrase found by the beam search.</summary>
public sealed record GeneratedPhrase
{
    // Marks of the vocabulary, and punctuation that the papers' evaluation drops.
    private static readonly FrozenSet<string> NoWords = Vocabulary.Marks.Concat([",", ".", ";"]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Its words, without the end mark.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Its words, separated by one space.</summary>
    public string Phrase => string.Join(' ', Words);

    /// <summary>Whether it can be a keyphrase: it has words, none of them a mark or punctuation.</summary>
    public bool IsPhrase => Words.Count > 0 && !Words.Any(NoWords.Contains);

    /// <summary>Mean log-probability per word, end mark included: sum log(P + 1e-8) / steps.</summary>
    public required float MeanLogProbability { get; init; }

    /// <summary><see cref="PhraseSource.Generator"/>, <see cref="PhraseSource.CopiedFromPost"/> or
    /// <see cref="PhraseSource.CopiedFromOcr"/>.</summary>
    public required PhraseSource Source { get; init; }

    /// <summary>The decoder's attention averaged over the phrase's words, [T].</summary>
    public required float[] Attention { get; init; }
}
