using System.Globalization;
using System.Text;
using Engram.Text.Posts;
using ICU4N.Text;

namespace Engram.Text.Names;

/// <summary>
/// Spellings of the same name have the same key: letters and digits in lower case, without accents, spaces and punctuation. <c>M*A*S*H</c>
/// and <c>mash</c> match; so do <c>Amélie</c> and <c>Amelie</c>, <c>Ocean's Eleven</c> and <c>Oceans Eleven</c>.
/// </summary>
public static class NameKey
{
    private const int ShortestAlias = 4;

    private static readonly Normalizer2 Decomposed = Normalizer2.NFKDInstance;

    private static readonly string[] Articles = ["the ", "a ", "an "];
    private static readonly string[] SubtitleMarks = [" or: ", ": ", " - "];

    /// <summary>The key; empty when the name has neither letters nor digits.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Ascii.IsValid(name))
            return OfAscii(name);
        var key = new StringBuilder(name.Length);
        foreach (var rune in Decomposed.Normalize(name).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || IsKanaMark(rune))
                key.Append(Rune.ToLowerInvariant(rune));
        }

        return CleanText.Compose(key.ToString());
    }

    /// <summary>
    /// Keys of shorter forms of a name: without the leading article, the final bracket (<c>Halloween (1978)</c>) or the subtitle. An alias
    /// can match several entities of a set.
    /// </summary>
    public static IEnumerable<string> AliasesOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var own = Of(name);
        return ShorterNames(name).Select(Of).Where(key => key.Length > 0 && key != own).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> ShorterNames(string name)
    {
        var bare = WithoutBracket(name);
        if (bare.Length < name.Length)
            yield return bare;
        if (WithoutArticle(bare) is { Length: >= ShortestAlias } rest && rest.Length < bare.Length)
            yield return rest;
        foreach (var mark in SubtitleMarks)
        {
            if (bare.IndexOf(mark, StringComparison.OrdinalIgnoreCase) is var at and >= ShortestAlias)
                yield return bare[..at];
        }
    }

    private static string WithoutBracket(string name) =>
        name.EndsWith(')') && name.LastIndexOf('(') is var open and > 0 ? name[..open].TrimEnd() : name;

    private static string WithoutArticle(string name) =>
        Articles.FirstOrDefault(article => name.StartsWith(article, StringComparison.OrdinalIgnoreCase)) is { } article
            ? name[article.Length..] : name;

    private static string OfAscii(string name) => string.Create(name.Count(char.IsAsciiLetterOrDigit), name, static (key, name) =>
    {
        var at = 0;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
                key[at++] = char.ToLowerInvariant(c);
        }
    });

    // A voiced kana is a different letter, not the same letter with an accent.
    private static bool IsKanaMark(Rune rune) =>
        rune.Value is 0x3099 or 0x309A && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
}
