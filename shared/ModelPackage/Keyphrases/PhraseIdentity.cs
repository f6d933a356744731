using Engram.Text;

namespace Engram.ModelPackage.Keyphrases;

/// <summary>What makes two phrases one: the Porter stems of their words.</summary>
public static class PhraseIdentity
{
    /// <summary>Stems of a phrase's words, separated by one space.</summary>
    public static string Of(string phrase) => string.Join(' ', phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PorterStemmer.Stem));

    public static string[] Of(IReadOnlyList<string> words) => [.. words.Select(PorterStemmer.Stem)];

    /// <summary>Word at which a phrase first stands in a text, both stemmed; -1 when it does not.</summary>
    public static int Find(ReadOnlySpan<string> text, ReadOnlySpan<string> phrase) => text.IndexOf(phrase);
}
