namespace Engram.ModelPackage.Keyphrases;

/// <summary>A phrase that the search found.</summary>
public sealed record GeneratedPhrase
{
    /// <summary>Its words, without the end.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Mean log-probability a word, the end included: sum log(P + 1e-8) / steps.</summary>
    public required float MeanLogProbability { get; init; }

    /// <summary><see cref="PhraseSource.Generator"/>, <see cref="PhraseSource.CopiedFromPost"/> or <see cref="PhraseSource.CopiedFromOcr"/>.</summary>
    public required PhraseSource Source { get; init; }

    /// <summary>The decoder's attention, mean of the phrase's words, [T].</summary>
    public required float[] Attention { get; init; }
}
