namespace Engram.Text;

/// <summary>How keyphrases are compared: word by word by their Porter stems.</summary>
public static class PhraseStems
{
    /// <summary>Stems of a phrase's words, separated by one space.</summary>
    public static string Of(string phrase) => string.Join(' ', Tokenizer.Tokenize(phrase).Select(PorterStemmer.Stem));

    /// <summary>Stems of each phrase, the first of equal ones kept in place. Phrases that hold an unknown word, a comma or a full stop are left
    /// out, as in the papers' evaluation.</summary>
    public static IReadOnlyList<string> OfRanked(IEnumerable<string> phrases)
    {
        ArgumentNullException.ThrowIfNull(phrases);
        return [.. phrases.Select(Of).Where(stems => stems.Length > 0 && !stems.Split(' ').Any(word => word is "<unk>" or "," or ".")).Distinct(StringComparer.Ordinal)];
    }
}
