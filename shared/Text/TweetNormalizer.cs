using System.Net;
using System.Text;

namespace Engram.Text;

/// <summary>
/// Writes a post as the papers' tweets are written (ekphrasis; Wang et al. 2020): links, users, quantities and faces become marks such as
/// <c>&lt;url&gt;</c>, hashtags their words, contractions full words, stretched words and repeated punctuation short. What is normal stays, so
/// that normalising twice gives the same tokens. One pass, linear in the length of the text; case is kept for the hashtags' sake.
/// </summary>
public static class TweetNormalizer
{
    /// <summary>The post with marks in place, for <see cref="Tokenizer"/>.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = WebUtility.HtmlDecode(text).Replace('’', '\'').Replace('＃', '#').Replace('＠', '@').AsSpan();
        var normal = new StringBuilder(clean.Length + clean.Length / 8);
        for (var at = 0; at < clean.Length;)
        {
            var rest = clean[at..];
            var previous = at == 0 ? ' ' : clean[at - 1];
            if (Mark(rest, previous) is { Length: > 0 } mark)
            {
                normal.Append(' ').Append(mark.Text).Append(' ');
                at += mark.Length;
            }
            else if (WordLength(rest) is var word and > 0)
            {
                AppendWord(normal, rest[..word]);
                at += word;
            }
            else
            {
                if (rest[0] is not ('!' or '?' or '.') || previous != rest[0])
                    normal.Append(rest[0]);
                at++;
            }
        }

        return normal.ToString();
    }

    /// <summary>The mark for what starts here; length 0 when it is plain text.</summary>
    private static (int Length, string Text) Mark(ReadOnlySpan<char> rest, char previous)
    {
        if (char.IsLetterOrDigit(previous) || previous == '_')
            return default;
        if (Addresses.UrlLength(rest) is var url and > 0)
            return (url, "<url>");
        if (Addresses.EmailLength(rest) is var email and > 0)
            return (email, "<email>");
        if (Addresses.UserLength(rest) is var user and > 0)
            return (user, "<user>");
        if (previous != '&' && Hashtag.Length(rest) is var hashtag and > 0)
            return (hashtag, Hashtag.ToPhrase(rest[..hashtag]));
        if (Quantities.Match(rest) is { Length: > 0 } quantity)
            return quantity;
        return char.IsWhiteSpace(previous) ? Emoticons.Match(rest) : default;
    }

    /// <summary>Chars of the word that starts here, apostrophes between letters included.</summary>
    private static int WordLength(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] == '_'
            || (rest[length] == '\'' && length > 0 && length + 1 < rest.Length && char.IsLetter(rest[length + 1]))))
            length++;
        return length;
    }

    private static void AppendWord(StringBuilder normal, ReadOnlySpan<char> word)
    {
        if (Contractions.Unpack(word) is { } full)
            normal.Append(full);
        else
            Elongation.Append(normal, word);
    }
}
