using System.Text.RegularExpressions;
using Engram.Text;
using Engram.Text.Posts;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Reads the words of a post with their capitals, which identify names; <see cref="TweetNormalizer"/> drops them. A hashtag is read as its
/// words. Links and users stay whole, so that no part of them becomes a keyphrase. Markup, invisible characters and letter styles are
/// removed.
/// </summary>
public static partial class PostScanner
{
    /// <summary>Maximum number of words read. Posts are short, and the search for spans is quadratic in the number of words.</summary>
    public const int MostWords = 400;

    public static IReadOnlyList<PostWord> Scan(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = CleanText.From(text).Text.Replace('’', '\'').Replace('＠', '@').Replace('＃', '#');
        var words = new List<PostWord>();
        var hashtags = 0;
        for (var at = 0; at < clean.Length && words.Count < MostWords;)
        {
            if (clean[at] == '#' && Hashtag.Length(clean.AsSpan(at)) is var tag and > 0)
            {
                words.AddRange(
                    HashtagWords.Split(clean.AsSpan(at + 1, tag - 1))
                        .Select(word => new PostWord(word, KindOfHashtagWord(word), hashtags)));
                hashtags++;
                at += tag;
                continue;
            }

            var match = TokenPattern().Match(clean, at);
            words.AddRange(Read(match));
            at += Math.Max(1, match.Length);
        }

        return words;
    }

    private static WordKind KindOfHashtagWord(string word) => word.All(char.IsDigit) ? WordKind.Number : WordKind.Word;

    private static IEnumerable<PostWord> Read(Match match)
    {
        if (match.Groups["address"].Success)
            return [new PostWord(match.Value, WordKind.Address)];
        if (match.Groups["mention"].Success)
            return [new PostWord(match.Value, WordKind.Mention)];
        if (match.Groups["mark"].Success)
            return [new PostWord(match.Value, WordKind.Mark)];
        if (match.Groups["number"].Success)
            return [new PostWord(match.Value, WordKind.Number)];
        return match.Groups["word"].Success ? ReadWord(match.Value) : match.Success ? [new PostWord(match.Value, WordKind.Sign)] : [];
    }

    private static IEnumerable<PostWord> ReadWord(string word) =>
        word.Length > 2 && word.EndsWith("'s", StringComparison.OrdinalIgnoreCase)
            ? [new PostWord(word[..^2], WordKind.Word), new PostWord("'s", WordKind.Possessive)]
            : [new PostWord(word, word is "http" or "https" ? WordKind.Address : WordKind.Word)];

    [GeneratedRegex(
        """
        \G(?:(?<address>https?:/+\S*|www\.\S+|pic\.twitter\.com/\S+|[\w.+-]+@[\w-]+\.[\w.-]+\w|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|org|net|info|edu|gov|ly|gl|tv|co|uk|ie|de|fr|me|be|fm|us|io)(?![\w])(?:/\S*)?)
        |(?<mention>@\w+)
        |(?<mark><[a-z]+>)
        |(?<word>(?:\p{L}\.){2,}|(?:\p{Nd}+(?=\p{L}))?\p{L}[\p{L}\p{M}\p{Nd}_]*(?:['&-](?=\p{L})[\p{L}\p{M}\p{Nd}]+)*)
        |(?<number>\p{Nd}+(?:[.,:/-]\p{Nd}+)*%?)
        |(?<sign>[^\s\p{L}\p{Nd}]))
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TokenPattern();
}
