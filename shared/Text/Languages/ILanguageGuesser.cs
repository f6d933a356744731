namespace Engram.Text.Languages;

/// <summary>Guesses the language of a text.</summary>
public interface ILanguageGuesser
{
    /// <summary>The two-letter language code (ISO 639-1), or null when undetermined.</summary>
    /// <param name="words">The words of a post, without links, mentions and emoji.</param>
    string? Guess(string words);
}
