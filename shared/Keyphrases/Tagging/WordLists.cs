using System.Collections.Frozen;
using Engram.Text.Languages;

namespace Engram.Keyphrases.Tagging;

/// <summary>Words that are not topics: function words of several languages, and profanity.</summary>
internal static class WordLists
{
    /// <summary>The default language, when no other stands out.</summary>
    public const string English = "en";

    private static readonly FrozenDictionary<string, FrozenSet<string>> ByLanguage = ReadLines("function-words.txt")
        .Select(line => line.Split(' '))
        .ToLookup(words => words[0], words => words.Skip(1), StringComparer.Ordinal)
        .ToFrozenDictionary(language => language.Key, language => language.SelectMany(words => words).ToFrozenSet(StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static readonly FrozenSet<string> Weak = ByLanguage["weak"];

    private static readonly FrozenSet<string> Profane = ReadLines("profanity.txt").SelectMany(line => line.Split(' '))
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The language with the most function words in a post; English when none stands out.</summary>
    public static string LanguageOf(IReadOnlyList<PostWord> words)
    {
        var best = English;
        var most = Count(words, English);
        foreach (var language in ByLanguage.Keys.Where(language => language is not ("weak" or English)).Order(StringComparer.Ordinal))
        {
            if (Count(words, language) is var count && count > most + 1)
                (best, most) = (language, count);
        }

        return best;
    }

    /// <summary>Whether a word has only a grammatical role.</summary>
    public static bool IsFunction(string lower, string language) =>
        (ByLanguage.TryGetValue(language, out var words) ? words.Contains(lower) : FunctionWords.Contains(lower, language))
        || (language != English && ByLanguage[English].Contains(lower) && lower.Length > 2);

    /// <summary>Whether a word means little alone but may begin a name: <c>good</c>, <c>watch</c>.</summary>
    public static bool IsWeak(string lower) => Weak.Contains(lower);

    public static bool IsProfane(string lower) => Profane.Contains(lower);

    private static int Count(IReadOnlyList<PostWord> words, string language) =>
        words.Count(word => word.IsWord && word.Hashtag < 0 && ByLanguage[language].Contains(word.Lower));

    private static string[] ReadLines(string resource)
    {
        using var stream = typeof(WordLists).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
