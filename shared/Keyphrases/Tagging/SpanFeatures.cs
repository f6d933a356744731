using Engram.Text;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Features of a word for <see cref="SpanTagger"/>, hashed into a table of weights, where features may collide: the word and its neighbors,
/// their shapes, prefixes and suffixes, and how much of the post is capitalized, since capitals in a headline don't mean names.
/// </summary>
internal static class SpanFeatures
{
    /// <summary>Size of the table, a power of two.</summary>
    public const int Places = 1 << 18;

    private const string Outside = "<none>";
    private const int CommonWord = 3000;

    /// <summary>Feature indices of each word, [words][features].</summary>
    public static int[][] Of(IReadOnlyList<PostWord> words)
    {
        var texts = words.Select(TextOf).ToArray();
        var shapes = words.Select(ShapeOf).ToArray();
        var post = PostShape(words);
        return [.. Enumerable.Range(0, words.Count).Select(at => FeaturesOf(words, texts, shapes, post, at))];
    }

    private static int[] FeaturesOf(IReadOnlyList<PostWord> words, string[] texts, string[] shapes, string post, int at)
    {
        var (word, shape) = (texts[at], shapes[at]);
        var (before, after) = (At(texts, at - 1), At(texts, at + 1));
        var (shapeBefore, shapeAfter) = (At(shapes, at - 1), At(shapes, at + 1));
        var hashtag = words[at].Hashtag < 0 ? "" : at > 0 && words[at - 1].Hashtag == words[at].Hashtag ? "#i" : "#b";
        var rarity = RarityOf(words[at]);
        var first = at == 0 || !words[at - 1].IsWord && words[at - 1].Kind is WordKind.Sign or WordKind.Mention ? "first" : "";
        return
        [
            Place("w", word), Place("b", before), Place("a", after), Place("b2", At(texts, at - 2)), Place("a2", At(texts, at + 2)),
            Place("bw", before, word), Place("wa", word, after), Place("ba", before, after),
            Place("s", shape, first), Place("sp", shape, post), Place("bs", shapeBefore, shape), Place("sa", shape, shapeAfter),
            Place("bsa", shapeBefore, shape, shapeAfter),
            Place("sb", shape, before), Place("saw", shape, after), Place("h", hashtag, shape), Place("r", rarity, shape),
            Place("rp", rarity, post, shape),
            Place("p1", Prefix(word, 1)), Place("p2", Prefix(word, 2)), Place("p3", Prefix(word, 3)),
            Place("e1", Suffix(word, 1)), Place("e2", Suffix(word, 2)), Place("e3", Suffix(word, 3)), Place("e4", Suffix(word, 4)),
            Place("e3a", Suffix(word, 3), Suffix(after, 3)), Place("e3b", Suffix(before, 3), Suffix(word, 3)),
        ];
    }

    private static string TextOf(PostWord word) => word.Kind switch
    {
        WordKind.Mention => "<user>",
        WordKind.Address => "<url>",
        WordKind.Number => word.Text.Length == 4 ? "<year>" : "<number>",
        _ => word.Lower,
    };

    /// <summary>Shape such as Aa, AA, aa or Aa1; for other kinds of word, the kind.</summary>
    private static string ShapeOf(PostWord word)
    {
        if (!word.IsWord)
            return word.Kind == WordKind.Sign ? "sign" : word.Kind.ToString();
        var digits = word.Text.Any(char.IsDigit) ? "1" : "";
        var upper = word.Text.Count(char.IsUpper);
        if (upper == 0)
            return "aa" + digits;
        if (upper == word.Text.Count(char.IsLetter))
            return (upper == 1 ? "A" : upper <= 4 ? "AA" : "AAAA") + digits;
        return (word.IsCapitalized ? upper == 1 ? "Aa" : "AaA" : "aA") + digits;
    }

    private static string PostShape(IReadOnlyList<PostWord> words)
    {
        var (all, capitalized, upper) = (0, 0, 0);
        foreach (var word in words.Where(word => word.IsWord))
        {
            all++;
            capitalized += word.IsCapitalized ? 1 : 0;
            upper += word.Text.Length > 1 && word.Text.All(char.IsUpper) ? 1 : 0;
        }

        if (all == 0 || capitalized == 0)
            return "small";
        return 2 * upper > all ? "upper" : 10 * capitalized > 6 * all ? "title" : "mixed";
    }

    private static string RarityOf(PostWord word) => !word.IsWord ? "" : WordFrequencies.Cost(word.Lower) switch
    {
        null => "rare",
        var cost when cost < WordFrequencies.CostOfRank(CommonWord) => "common",
        _ => "known",
    };

    private static string At(string[] values, int at) => at >= 0 && at < values.Length ? values[at] : Outside;

    private static string Prefix(string word, int length) => word[..Math.Min(length, word.Length)];

    private static string Suffix(string word, int length) => word[Math.Max(0, word.Length - length)..];

    // FNV-1a over UTF-16 code units: the same on every machine, unlike string.GetHashCode.
    private static int Place(string name, params ReadOnlySpan<string> values)
    {
        var hash = Add(2166136261, name);
        foreach (var value in values)
            hash = Add((hash ^ 0x1F) * 16777619, value);
        return (int)((hash ^ (hash >> 15)) & (Places - 1));
    }

    private static uint Add(uint hash, string text)
    {
        foreach (var letter in text)
            hash = (hash ^ letter) * 16777619;
        return hash;
    }
}
