using System.Text;
using Engram.Text.Languages;

namespace Engram.Text.Posts;

/// <summary>
/// A post's text, cleaned and split into tokens that know their place in the original, with entities recognized. The networks' words come
/// from the same clean text. Linear in the length of the text.
/// </summary>
public sealed class PostText
{
    private PostText(string original, string? declaredLanguage, ILanguageGuesser? guesser)
    {
        var clean = CleanText.From(original);
        var pieces = new PostScanner(clean.Text).Scan();
        Original = original;
        Clean = clean.Text;
        Language = LanguageTag.Parse(declaredLanguage) ?? LanguageOf(pieces, guesser);
        Tokens = [.. pieces.Select(piece => ToToken(piece, clean))];
    }

    public string Original { get; }

    /// <summary>The text as its reader sees it; see <see cref="CleanText"/>.</summary>
    public string Clean { get; }

    /// <summary>Language code: the declared one, else that of the script, else the guessed one; null when undetermined.</summary>
    public string? Language { get; }

    public IReadOnlyList<PostToken> Tokens { get; }

    /// <summary>The words that the networks read.</summary>
    public IReadOnlyList<string> NetworkTokens => TweetNormalizer.Tokens(Original, Clean);

    /// <param name="text">As received, HTML or plain.</param>
    /// <param name="declaredLanguage">The sender's tag, such as <c>en-US</c>; null when unknown.</param>
    /// <param name="guesser">Used when no language is declared and the script does not tell; null leaves such posts undetermined.</param>
    public static PostText Read(string text, string? declaredLanguage = null, ILanguageGuesser? guesser = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PostText(text, declaredLanguage, guesser);
    }

    private PostToken ToToken(PostPiece piece, CleanText clean)
    {
        var (start, length) = clean.OriginOf(piece.Start, piece.Length);
        var language = piece.Kind == TokenKind.Word ? LanguageOfWord(piece.Surface) ?? Language : Language;
        return new PostToken(piece.Kind, start, length, piece.Surface, piece.Normalized, language);
    }

    private string? LanguageOfWord(string word)
    {
        var language = word.EnumerateRunes().Select(Scripts.LanguageOf).FirstOrDefault(known => known is not null);
        return language ?? (Rune.TryGetRuneAt(word, 0, out var first) && Tokenizer.IsIdeograph(first) && Language != "ja" ? "zh" : null);
    }

    /// <summary>The language of the script that most letters belong to, else the guessed one.</summary>
    private static string? LanguageOf(List<PostPiece> pieces, ILanguageGuesser? guesser)
    {
        var words = string.Join(' ', pieces.Where(piece => piece.Kind == TokenKind.Word).Select(piece => piece.Surface));
        var (letters, han, kana) = (0, 0, 0);
        var byScript = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rune in words.EnumerateRunes().Where(Rune.IsLetter))
        {
            letters++;
            var language = Scripts.LanguageOf(rune);
            if (language == "ja")
                kana++;
            else if (language is not null)
                byScript[language] = byScript.GetValueOrDefault(language) + 1;
            else if (Tokenizer.IsIdeograph(rune))
                han++;
        }

        byScript[kana > 0 ? "ja" : "zh"] = kana + han;
        var (most, count) = byScript.MaxBy(script => script.Value);
        return count * 2 > letters ? most : guesser?.Guess(words);
    }
}
