using Engram.Text.Languages;
using Lingua;

namespace Engram.Languages;

/// <summary>
/// Guesses the language by Lingua's letter trigrams: about 20 MB for the default languages, read from disk at the first guess. A post that
/// is short, or has no function word of the language, stays undetermined. Thread-safe.
/// </summary>
public sealed class LinguaGuesser : ILanguageGuesser
{
    // Fewer letters give trigrams that many languages share.
    private const int FewestLetters = 16;
    private const int MostLetters = 1000;
    private const double LeastConfidence = 0.8;

    private readonly Lazy<LanguageDetector> _detector;

    /// <param name="languages">ISO 639-1 codes of at least two languages to tell apart; each costs memory.</param>
    /// <exception cref="ArgumentException">Lingua does not know a code, or there are fewer than two languages.</exception>
    public LinguaGuesser(IReadOnlyCollection<string> languages)
    {
        ArgumentNullException.ThrowIfNull(languages);
        Language[] known = [.. languages.Select(Parse).Distinct()];
        if (known.Length < 2)
            throw new ArgumentException($"Two languages at least are told apart, got {known.Length}.", nameof(languages));
        _detector = new Lazy<LanguageDetector>(() => LanguageDetectorBuilder.FromLanguages(known).WithLowAccuracyMode().Build());
    }

    /// <summary>The most used languages that share a script with another language.</summary>
    public static IReadOnlyCollection<string> DefaultLanguages { get; } =
        ["ar", "de", "en", "es", "fa", "fr", "hi", "id", "it", "nl", "pl", "pt", "ru", "sv", "tl", "tr", "uk", "vi"];

    public string? Guess(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Count(char.IsLetter) < FewestLetters)
            return null;
        var text = words.Length > MostLetters ? words[..MostLetters] : words;
        var (language, confidence) = _detector.Value.ComputeLanguageConfidenceValues(text).FirstOrDefault();
        if (confidence < LeastConfidence || language == Language.Unknown)
            return null;
        var code = language.IsoCode6391().ToString().ToLowerInvariant();
        return !FunctionWords.Languages.Contains(code) || HasFunctionWord(text, code) ? code : null;
    }

    private static bool HasFunctionWord(string text, string language) =>
        text.ToLowerInvariant().Split(' ').Any(word => FunctionWords.Contains(word, language));

    private static Language Parse(string language) =>
        Enum.TryParse<IsoCode6391>(language, ignoreCase: true, out var code) && Enum.IsDefined(code)
            ? LanguageInfo.GetByIsoCode6391(code)
            : throw new ArgumentException($"'{language}' is no language that Lingua knows.", nameof(language));
}
