using System.Globalization;
using Engram.ModelStore;

namespace Engram.Keyphrases.Tagging;

/// <summary>How a word is used in the training posts. Log-odds are drawn toward what the word's vector predicts.</summary>
/// <param name="Posts">Number of posts that use it outside hashtags.</param>
/// <param name="Tagged">Number of posts with the word in a hashtag or keyphrase.</param>
/// <param name="Capital">Share of its uses inside a sentence that are capitalized.</param>
/// <param name="Noun">Log-odds of use as a noun: after a determiner and not before another content word. The opposite is use after a
/// pronoun or auxiliary, or before such a word.</param>
/// <param name="Topic">Log-odds that a post tags it rather than only uses it.</param>
/// <param name="Name">Log-odds that it is part of a named entity.</param>
internal readonly record struct WordFacts(int Posts, int Tagged, float Capital, float Noun, float Topic, float Name)
{
    /// <summary>The facts of a word that training did not see.</summary>
    public static WordFacts Unseen { get; } = new(0, 0, 0, float.NaN, float.NaN, float.NaN);
}

/// <summary>Number of posts in which a phrase is plain words, and number in which it is a hashtag or keyphrase.</summary>
internal readonly record struct PhraseFacts(int Posts, int Tagged);

/// <summary>Counts over the training posts: what people tag and what they merely mention.</summary>
internal sealed class PhraseStatistics
{
    private readonly IReadOnlyDictionary<string, WordFacts> _words;
    private readonly IReadOnlyDictionary<string, PhraseFacts> _phrases;

    /// <param name="posts">Number of posts counted.</param>
    /// <param name="words">Facts by lower-case word.</param>
    /// <param name="phrases">Facts by <see cref="PhraseKey"/>.</param>
    public PhraseStatistics(int posts, IReadOnlyDictionary<string, WordFacts> words, IReadOnlyDictionary<string, PhraseFacts> phrases) =>
        (Posts, _words, _phrases) = (posts, words, phrases);

    public int Posts { get; }

    public WordFacts OfWord(string lower) => _words.TryGetValue(lower, out var facts) ? facts : WordFacts.Unseen;

    public PhraseFacts OfPhrase(string key) => _phrases.GetValueOrDefault(key);

    /// <summary>Reads the tab-separated table: one line with the number of posts, then one line per word and per phrase.</summary>
    /// <exception cref="ModelPackageException">A line is malformed; the message names it.</exception>
    public static PhraseStatistics Load(string path)
    {
        var words = new Dictionary<string, WordFacts>(StringComparer.Ordinal);
        var phrases = new Dictionary<string, PhraseFacts>(StringComparer.Ordinal);
        var (posts, number) = (0, 0);
        foreach (var line in File.ReadLines(path))
        {
            number++;
            try
            {
                switch (line.Split('\t'))
                {
                    case ["posts", var count]:
                        posts = Whole(count);
                        break;
                    case ["w", var word, var count, var tagged, var capital, var noun, var topic, var name]:
                        words.Add(word, new WordFacts(Whole(count), Whole(tagged), Real(capital), Real(noun), Real(topic), Real(name)));
                        break;
                    case ["p", var key, var count, var tagged]:
                        phrases.Add(key, new PhraseFacts(Whole(count), Whole(tagged)));
                        break;
                    default:
                        throw new FormatException("It has other columns.");
                }
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
            {
                throw new ModelPackageException($"{path}:{number} is no line of phrase statistics: {e.Message}", e);
            }
        }

        return new PhraseStatistics(posts, words, phrases);
    }

    public void Save(string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine($"posts\t{Text(Posts)}");
        foreach (var (word, facts) in _words.OrderBy(word => word.Key, StringComparer.Ordinal))
            file.WriteLine(
                $"w\t{word}\t{Text(facts.Posts)}\t{Text(facts.Tagged)}\t{Text(facts.Capital)}\t{Text(facts.Noun)}\t"
                + $"{Text(facts.Topic)}\t{Text(facts.Name)}");
        foreach (var (key, facts) in _phrases.OrderBy(phrase => phrase.Key, StringComparer.Ordinal))
            file.WriteLine($"p\t{key}\t{Text(facts.Posts)}\t{Text(facts.Tagged)}");
    }

    private static int Whole(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static float Real(string text) =>
        text.Length == 0 ? float.NaN : float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(float value) => float.IsNaN(value) ? "" : value.ToString("0.##", CultureInfo.InvariantCulture);
}
