using Engram.Text;

namespace Engram.Scoring.Keyphrases;

/// <summary>The stems of a source's words: a phrase is present where its stems stand there one after the other.</summary>
internal sealed class StemmedSource
{
    private readonly string[] _stems;

    private StemmedSource(string[] stems) => _stems = stems;

    public static StemmedSource Of(string source) =>
        new([.. source.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(PorterStemmer.Stem)]);

    /// <param name="stemmedPhrase">A phrase from <see cref="StemmedPhrases"/>.</param>
    public bool Contains(string stemmedPhrase) => _stems.AsSpan().IndexOf(stemmedPhrase.Split(' ')) >= 0;
}
