using System.Collections.Frozen;

namespace Engram.Text.Languages;

/// <summary>
/// Words that carry no topic: articles, pronouns, prepositions, auxiliaries. <c>function-words.txt</c> has one line per language.
/// </summary>
public static class FunctionWords
{
    private const string Resource = "function-words.txt";

    private static readonly FrozenDictionary<string, FrozenSet<string>> ByLanguage = Read();

    /// <summary>Codes of the languages with a list.</summary>
    public static IEnumerable<string> Languages => ByLanguage.Keys;

    /// <param name="word">Lower case.</param>
    /// <param name="language">Two-letter code; null means English.</param>
    public static bool Contains(string word, string? language) =>
        ByLanguage.TryGetValue(language ?? "en", out var words) && words.Contains(word);

    private static FrozenDictionary<string, FrozenSet<string>> Read()
    {
        using var stream = typeof(FunctionWords).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2)).ToFrozenDictionary(
            parts => parts[0], parts =>
                parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
