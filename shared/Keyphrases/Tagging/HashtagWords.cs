using Engram.Text;

namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Splits a hashtag into the words a reader sees in it and keeps their capitals: at capitals (<c>StarWars</c>), and by word frequency in a
/// run of one case (<c>BLACKLIVESMATTER</c> like <c>blacklivesmatter</c>). One or two digits stay with the capitals before them
/// (<c>MH17</c>).
/// </summary>
internal static class HashtagWords
{
    private const int LongestAcronym = 5;
    private const int MostJoinedDigits = 2;
    private const int ShortestSplit = 6;

    // Highest cost, -ln of its probability, of each word in the split of a capitalized piece. Chosen by eye on the training hashtags.
    private const double MostCostPerWord = 11;

    public static IReadOnlyList<string> Split(ReadOnlySpan<char> hashtag)
    {
        var words = new List<string>();
        foreach (var part in hashtag.ToString().Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var piece in Pieces(part))
                Add(words, piece);
        }

        return words;
    }

    private static void Add(List<string> words, string piece)
    {
        if (piece.Length <= MostJoinedDigits && piece.All(char.IsAsciiDigit) && words is [.., var last] && last.Length <= LongestAcronym
            && last.All(char.IsLetter) && last.All(char.IsUpper))
            words[^1] += piece;
        else
            words.AddRange(SplitPiece(piece));
    }

    /// <summary>Pieces that start at a capital or at a change between letters and digits.</summary>
    private static IEnumerable<string> Pieces(string tag)
    {
        var lengths = tag.Any(char.IsUpper) ? Hashtag.Words(tag).Select(word => word.Length) : [tag.Length];
        var start = 0;
        foreach (var length in lengths)
        {
            yield return tag.Substring(start, length);
            start += length;
        }
    }

    private static IEnumerable<string> SplitPiece(string piece)
    {
        var lower = piece.ToLowerInvariant();
        var isCapitalized = char.IsUpper(piece[0]);
        if (isCapitalized && (piece.Length < ShortestSplit || WordFrequencies.Cost(lower) is not null))
            return [piece];
        var words = Hashtag.Words(lower);
        return isCapitalized && !words.All(IsLikely) ? [piece] : InCaseOf(piece, words);
    }

    private static bool IsLikely(string word) => word.Length > 1 && WordFrequencies.Cost(word) is <= MostCostPerWord;

    private static IEnumerable<string> InCaseOf(string piece, IReadOnlyList<string> words)
    {
        var start = 0;
        foreach (var word in words)
        {
            yield return piece.Substring(start, word.Length);
            start += word.Length;
        }
    }
}
