using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Counts how the training posts use words and phrases, and extends the counts to rare words by their vectors.</summary>
internal sealed class PhraseCounting
{
    private const int LongestPhrase = 4;
    private const int FewestTags = 2;
    private const int FewestPosts = 4;
    private const int FewestUses = 5; // uses a word needs before its own counts are trusted
    private const double OwnWeight = 10; // uses at which a word's own counts weigh as much as its vector
    private const double Ridge = 5;

    private static readonly HashSet<string> Determiners =
        ["a", "an", "the", "my", "your", "his", "her", "our", "their", "this", "these", "those"];

    private static readonly HashSet<string> Verbal = ["i", "you", "we", "they", "he", "she", "it", "to", "will", "can", "can't", "don't",
        "didn't", "i'll", "would", "should", "who", "please", "gonna", "let's", "just"];

    private readonly Dictionary<string, WordCount> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Posts, int Tagged)> _phrases = new(StringComparer.Ordinal);
    private int _posts;

    /// <summary>Words counted so far.</summary>
    public IEnumerable<string> Words => _words.Keys;

    /// <summary>Counts a post. <paramref name="keyphrases"/> are its tags other than hashtags.</summary>
    public void Add(IReadOnlyList<PostWord> words, IEnumerable<string> keyphrases)
    {
        _posts++;
        CountPhrases(words, keyphrases);
        var tagged = words.Where(word => word.Hashtag >= 0).Select(word => word.Lower)
            .Concat(keyphrases.SelectMany(phrase => phrase.ToLowerInvariant().Split(' '))).ToHashSet(StringComparer.Ordinal);
        foreach (var word in tagged)
            Count(word).Tagged++;
        foreach (var word in words.Where(word => word.IsWord && word.Hashtag < 0).Select(word =>
            word.Lower).Distinct(StringComparer.Ordinal))
            Count(word).Posts++;
        for (var at = 1; at < words.Count; at++)
            CountUse(words, at);
    }

    /// <summary>Counts the words of a sentence with known names.</summary>
    public void AddNames(TaggedSpans sentence)
    {
        foreach (var (word, tag) in sentence.Words.Zip(sentence.Tags).Where(word => word.First.IsWord))
        {
            var count = Count(word.Lower);
            count.NameUses++;
            count.Names += tag == SpanTag.Outside ? 0 : 1;
        }
    }

    /// <param name="vectors">Word vectors, all of one width.</param>
    public PhraseStatistics ToStatistics(IReadOnlyDictionary<string, float[]> vectors)
    {
        var noun = Carry(vectors, count => (count.Nouns, count.Verbs));
        var topic = Carry(vectors, count => (count.Tagged, count.Posts));
        var name = Carry(vectors, count => (count.Names, count.NameUses - count.Names));
        var words = _words.Where(word => word.Value.Posts + word.Value.Tagged > 1).ToDictionary(
            word => word.Key,
            word => new WordFacts(word.Value.Posts, word.Value.Tagged,
                word.Value.Uses == 0 ? 0 : word.Value.Capitals / (float)word.Value.Uses, noun(word.Key), topic(word.Key), name(word.Key)),
            StringComparer.Ordinal);
        foreach (var word in vectors.Keys.Where(word => !words.ContainsKey(word)))
            words.Add(word, new WordFacts(0, 0, 0, noun(word), topic(word), name(word)));
        var phrases = _phrases.Where(phrase => phrase.Value.Tagged >= FewestTags || phrase.Value.Posts >= FewestPosts)
            .ToDictionary(phrase => phrase.Key, phrase => new PhraseFacts(phrase.Value.Posts, phrase.Value.Tagged), StringComparer.Ordinal);
        return new PhraseStatistics(_posts, words, phrases);
    }

    /// <summary>Log-odds of a word from its own counts, shrunk toward the prediction from its vector; NaN without either.</summary>
    private Func<string, float> Carry(IReadOnlyDictionary<string, float[]> vectors, Func<WordCount, (int Yes, int No)> of)
    {
        var known = _words.Where(word => vectors.ContainsKey(word.Key)).Select(word => (Vector: vectors[word.Key], Counts: of(word.Value)))
            .Where(word => word.Counts.Yes + word.Counts.No >= FewestUses).ToArray();
        var fit = RidgeRegression.Fit(
            [.. known.Select(word => (word.Vector, LogOdds(word.Counts), Math.Log(word.Counts.Yes + word.Counts.No)))], Ridge);
        return word =>
        {
            var counts = _words.TryGetValue(word, out var count) ? of(count) : (0, 0);
            var uses = counts.Item1 + counts.Item2;
            if (vectors.TryGetValue(word, out var vector))
                return (float)(((uses * LogOdds(counts)) + (OwnWeight * fit(vector))) / (uses + OwnWeight));
            return uses >= FewestUses ? (float)LogOdds(counts) : float.NaN;
        };
    }

    private static double LogOdds((int Yes, int No) counts) => Math.Log((counts.Yes + 0.5) / (counts.No + 1));

    private void CountUse(IReadOnlyList<PostWord> words, int at)
    {
        var (before, word) = (words[at - 1], words[at]);
        if (!word.IsWord || word.Hashtag >= 0 || !before.IsWord || before.Hashtag >= 0)
            return;
        var count = Count(word.Lower);
        count.Uses++;
        count.Capitals += word.IsCapitalized ? 1 : 0;
        var goesOn = at + 1 < words.Count && words[at + 1] is { IsWord: true, Hashtag: < 0 } after
            && !WordLists.IsFunction(after.Lower, WordLists.English);
        if (Determiners.Contains(before.Lower) && !goesOn)
            count.Nouns++;
        else if (Verbal.Contains(before.Lower) || Determiners.Contains(before.Lower))
            count.Verbs++;
    }

    private void CountPhrases(IReadOnlyList<PostWord> words, IEnumerable<string> keyphrases)
    {
        var (plain, tagged) = (
            new HashSet<string>(StringComparer.Ordinal), keyphrases.Select(PhraseKey.Of).ToHashSet(StringComparer.Ordinal));
        for (var start = 0; start < words.Count; start++)
        {
            if (!IsContent(words[start]))
                continue;
            for (var end = start + 1; end <= Math.Min(words.Count, start + LongestPhrase)
                && (words[end - 1].IsWord || words[end - 1].Kind == WordKind.Number); end++)
            {
                var span = new WordSpan(start, end);
                if (CandidateFinder.HashtagOf(words, span) >= 0)
                    tagged.Add(KeyOf(words, span));
                else if (IsContent(words[end - 1]) && Enumerable.Range(start, end - start).All(at => words[at].Hashtag < 0))
                    plain.Add(KeyOf(words, span));
            }
        }

        foreach (var key in plain.Union(tagged))
        {
            var count = _phrases.GetValueOrDefault(key);
            _phrases[key] = (count.Posts + (plain.Contains(key) ? 1 : 0), count.Tagged + (tagged.Contains(key) ? 1 : 0));
        }
    }

    private static string KeyOf(IReadOnlyList<PostWord> words, WordSpan span) => PhraseKey.Of(CandidateFinder.PhraseOf(words, span));

    private static bool IsContent(PostWord word) => word.IsWord && !WordLists.IsFunction(word.Lower, WordLists.English);

    private WordCount Count(string lower)
    {
        if (!_words.TryGetValue(lower, out var count))
            _words.Add(lower, count = new WordCount());
        return count;
    }

    private sealed class WordCount
    {
        public int Posts { get; set; }

        public int Tagged { get; set; }

        public int Uses { get; set; }

        public int Capitals { get; set; }

        public int Nouns { get; set; }

        public int Verbs { get; set; }

        public int NameUses { get; set; }

        public int Names { get; set; }
    }
}
