using System.Text;

namespace Engram.Streams.Forms;

/// <summary>Normalizes members that all forms share.</summary>
internal static class PostFields
{
    private const int LongestLanguageTag = 35; // BCP 47, section 4.4.1

    /// <summary>
    /// Distinct language tags, without codes that mean no language: <c>und</c>, <c>zxx</c>, <c>mul</c>, <c>art</c> and X's private
    /// <c>q..</c>.
    /// </summary>
    public static IReadOnlyList<string> Languages(IEnumerable<string?> tags) =>
    [
        .. tags.Select(tag => tag?.Trim() ?? "").Where(IsLanguage).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Distinct hashtags without '#', at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<string> Hashtags(IEnumerable<string?> tags, int most) =>
    [
        .. tags.Select(tag => tag?.Trim().TrimStart('#', '＃') ?? "").Where(tag => tag.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).Take(most),
    ];

    /// <summary>Pictures with a URL, file, bytes or alt text, at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<PostPicture> Pictures(IEnumerable<PostPicture> pictures, int most) =>
        [.. pictures.Where(picture => (picture.Url ?? picture.File ?? picture.AltText ?? (object?)picture.Bytes) is not null).Take(most)];

    public static bool HasContent(SourcePost post) => !string.IsNullOrWhiteSpace(post.Text) || post.Pictures.Count > 0;

    /// <summary>Makes text safe for databases and JSON: NUL and lone surrogates become the replacement character.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }

    private static bool IsLanguage(string tag) =>
        tag.Length is >= 2 and <= LongestLanguageTag
        && tag.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        && !(tag.Length == 3 && tag[0] == 'q' && tag[1] <= 't')
        && tag is not ("und" or "zxx" or "mul" or "art");
}
