using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.Text;

namespace Engram.ModelStore.Tests.Keyphrases;

/// <summary><see cref="BeamSearch"/>.</summary>
public sealed class When_phrases_are_searched_for
{
    private static readonly Vocabulary Words = new(["<pad>", "<bos>", "<eos>", "<unk>", "<sep>", "spn", "family", "star", "wars"]);
    private static readonly PostEncoder Encoder = new(Words, channels: null, longestPost: 20);

    private static readonly PostEncoding[] Posts =
    [
        .. new KeyphraseInput[]
        {
            new() { Text = "star of the family" },
            new() { Text = "wars" },
            new() { Text = "spn zqx spn", OcrText = "star wars family" },
            new() { Text = "" , OcrText = "spn family" },
            new() { Text = "one two three four" },
        }.Select(Encoder.Encode),
    ];

    public static TheoryData<int, int, int, int, CopiedWordFeedback> Searches => new(
        from seed in Enumerable.Range(0, 12)
        from size in new[] { (10, 5, 6), (3, 5, 4), (1, 1, 6), (4, 2, 3) }
        select (seed, size.Item1, size.Item2, size.Item3, seed % 2 == 0 ? CopiedWordFeedback.End : CopiedWordFeedback.Unknown));

    [Theory]
    [MemberData(nameof(Searches))]
    public void Should_find_what_the_search_over_full_tables_finds(int seed, int beams, int best, int maxWords, CopiedWordFeedback feedback)
    {
        var options = new BeamSearchOptions { Beams = beams, Best = best, MaxWords = maxWords, UnknownFeedback = feedback };
        var decoder = new TableDecoder(seed, Words.Count, Posts, Peaked);
        var found = new BeamSearch(Words, options).Run(decoder, Posts);
        for (var post = 0; post < Posts.Length; post++)
            Assert.Equal(DenseBeamSearch.Run(decoder, post, Posts[post], Words, options),
                [.. found[post].Select(phrase => (string.Join(' ', phrase.Words), phrase.MeanLogProbability))]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Should_find_the_likeliest_of_all_phrases_when_the_beams_hold_them_all(int maxWords)
    {
        var post = Posts[1];
        var decoder = new TableDecoder(seed: 5, Words.Count, [post]);
        // Ask for all possible phrases, so that only the length limit ends the search.
        var all = AllPhrases(decoder, maxWords).ToList();
        var options = new BeamSearchOptions { Beams = 2000, Best = all.Count, MaxWords = maxWords };

        var found = new BeamSearch(Words, options).Run(decoder, [post])[0];

        Assert.Equal(
            all.OrderByDescending(phrase => phrase.Mean).Select(phrase => (phrase.Mean, phrase.Length)),
            found.Select(phrase => (phrase.MeanLogProbability, phrase.Words.Count)));
    }

    [Fact]
    public void Should_find_for_a_post_alone_what_it_finds_among_others()
    {
        var options = new BeamSearchOptions();
        for (var i = 0; i < Posts.Length; i++)
        {
            // Keep the post at the same position, because the tables depend on the position.
            var among = new BeamSearch(Words, options).Run(new TableDecoder(seed: 3, Words.Count, Posts, Peaked), Posts)[i];
            var padding = Enumerable.Repeat(Posts[1], i);
            PostEncoding[] others = [.. padding, Posts[i]];
            var alone = new BeamSearch(Words, options).Run(new TableDecoder(seed: 3, Words.Count, others, Peaked), others)[i];
            Assert.Equal(alone.Select(phrase => (string.Join(' ', phrase.Words), phrase.MeanLogProbability, phrase.Source)),
                among.Select(phrase => (string.Join(' ', phrase.Words), phrase.MeanLogProbability, phrase.Source)));
        }
    }

    [Fact]
    public void Should_compute_nothing_for_posts_and_beams_that_are_done()
    {
        var decoder = new TableDecoder(seed: 1, Words.Count, Posts, Peaked);
        new BeamSearch(Words, new BeamSearchOptions { Best = 1 }).Run(decoder, Posts);

        Assert.Equal((Posts.Length, Posts.Length), decoder.Steps[0]);
        Assert.True(decoder.Steps[^1].Posts < Posts.Length);
        Assert.All(decoder.Steps.Skip(1), step => Assert.True(step.Rows < step.Posts * 10));
    }

    [Fact]
    public void Should_order_equals_by_beam_and_word()
    {
        var post = Posts[1];
        var options = new BeamSearchOptions { Beams = 4, Best = 4, MaxWords = 2 };
        var found = new BeamSearch(Words, options).Run(new TableDecoder(seed: 1, Words.Count, [post], _ => 1), [post])[0];
        // First step: <eos> <unk> <sep> spn, all equally likely. Then the words after the first live beam, <unk>, the post's only word.
        Assert.Equal(["", "wars", "wars wars", "wars <sep>"], found.Select(phrase => string.Join(' ', phrase.Words)));
    }

    [Fact]
    public void Should_say_where_each_phrase_was_copied_from()
    {
        var post = Posts[2];
        Assert.Equal(["spn", "zqx", "spn", "<sep>", "star", "wars", "family"], post.Words);
        var decoder = new CopyingDecoder(Words.Count);
        var found = new BeamSearch(Words, new BeamSearchOptions { Beams = 5, Best = 3, MaxWords = 3 }).Run(decoder, [post])[0];

        Assert.Equal(
            [("zqx", PhraseSource.CopiedFromPost), ("wars", PhraseSource.CopiedFromOcr), ("family", PhraseSource.Generator)],
            found.Select(phrase => (string.Join(' ', phrase.Words), phrase.Source)));
        Assert.Equal(0.6f, found[0].Attention[1], 1e-6f);
    }

    /// <summary>Makes some words much more likely than others.</summary>
    private static float Peaked(float number) => MathF.Exp(8 * number);

    private static IEnumerable<(float Mean, int Length)> AllPhrases(TableDecoder decoder, int maxWords)
    {
        return From(0, Vocabulary.Begin, 0, 0);

        IEnumerable<(float Mean, int Length)> From(float way, long read, float score, int length)
        {
            way = TableDecoder.Way(way, read);
            var distribution = decoder.Distribution(0, way);
            for (var word = 0; word < distribution.Length; word++)
            {
                var sum = score + MathF.Log(distribution[word] + 1e-8f);
                if (word == Vocabulary.End)
                    yield return (sum / (length + 1), length);
                else if (length + 1 == maxWords)
                    yield return (sum / maxWords, maxWords);
                else
                {
                    foreach (var phrase in From(way, word, sum, length + 1))
                        yield return phrase;
                }
            }
        }
    }

    /// <summary>
    /// Returns three words in the first step and the end in the second. It copies the post's unknown word and one word of the picture;
    /// the third word is also in the picture, but is mostly generated.
    /// </summary>
    private sealed class CopyingDecoder(int vocabulary) : IKeyphraseDecoder
    {
        private const float Generate = 0.3f;

        public int StateWidth => 1;

        public ReadOnlyMemory<float> InitialStates => new float[1];

        public DecoderStepResult Step(DecoderStep step)
        {
            var N = step.Rows.Length;
            var words = new[] { vocabulary, Words.IdOf("wars"), Words.IdOf("family") };
            float[] attention = [0.05f, 0.6f, 0.05f, 0, 0, 0.25f, 0.05f];
            // The copied share is 0.7 x attention. For 'family' that is 0.035 of 0.15.
            float[] probabilities = [0.7f * 0.6f, 0.7f * 0.25f + 0.02f, 0.15f];
            var isFirst = step.Tokens[0] == Vocabulary.Begin;
            return new DecoderStepResult
            {
                NextStates = new float[N],
                Words = isFirst ? [.. words] : [.. Enumerable.Repeat((long)Vocabulary.End, N)],
                LogProbabilities = isFirst ? [.. probabilities.Select(probability => MathF.Log(probability + 1e-8f))] : new float[N],
                Attention = [.. Enumerable.Repeat(attention, N).SelectMany(weights => weights)],
                Generate = [.. Enumerable.Repeat(Generate, N)],
            };
        }

        public void Keep(ReadOnlySpan<int> posts) => Assert.Equal(1, posts.Length);
    }
}
