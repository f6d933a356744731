using Engram.Keyphrases.Tagging;
using Engram.TestKit;
using Engram.Training.Recipes.Keyphrases.Ranking;

namespace Engram.Trainer.Tests.Keyphrases;

/// <summary>The parts of <see cref="RankerTraining"/>.</summary>
public sealed class When_a_ranker_is_fitted
{
    [Fact]
    public void Should_grow_trees_that_part_what_was_kept()
    {
        var random = new Random(1);
        RankerRow[] rows = [.. Enumerable.Range(0, 600).Select(_ => Row(random.NextSingle(), random.NextSingle()))];
        var trees = BoostedTreesFitting.Fit(rows, new BoostingSettings { Trees = 60, Features = 1 });
        // A row is kept if both features are above 0.5. A sum of single-feature thresholds cannot express that.
        Assert.True(trees.Score([0.9f, 0.9f]) > 1);
        Assert.True(trees.Score([0.9f, 0.1f]) < -1);
        Assert.True(trees.Score([0.1f, 0.9f]) < -1);
        Assert.Equal(trees.Score([0.7f, 0.6f]),
            BoostedTreesFitting.Fit(rows, new BoostingSettings { Trees = 60, Features = 1 }).Score([0.7f, 0.6f]));

        static RankerRow Row(float a, float b) => new([a, b], a > 0.5f && b > 0.5f ? 1 : 0, 1);
    }

    [Fact]
    public void Should_learn_what_an_unknown_feature_means()
    {
        RankerRow[] rows = [.. Enumerable.Range(0, 200).Select(i => new RankerRow([i % 2 == 0 ? float.NaN : 0.5f], i % 2 == 0 ? 1 : 0, 1))];
        var trees = BoostedTreesFitting.Fit(rows, new BoostingSettings { Trees = 40, Features = 1 });
        Assert.True(trees.Score([float.NaN]) > 1 && trees.Score([0.5f]) < -1);
    }

    [Fact]
    public void Should_calibrate_to_the_share_that_was_kept()
    {
        // Per score, 10, 60 and 40 of 100 candidates are kept. The last two are pooled, because probabilities must not decrease.
        var scored =
            from score in Enumerable.Range(0, 3)
            let kept = new[] { 10, 60, 40 }[score]
            from i in Enumerable.Range(0, 100)
            select ((float)score, i * 7 % 100 < kept);
        var calibration = IsotonicFitting.Fit(scored);
        Assert.Equal(0.1, calibration.Probability(0), tolerance: 0.05);
        Assert.Equal(0.5, calibration.Probability(2), tolerance: 0.05);
        Assert.Equal(calibration.Probabilities.Order(), calibration.Probabilities);
    }

    [Fact]
    public void Should_solve_least_squares()
    {
        var random = new Random(2);
        var rows = Enumerable.Range(0, 50).Select(_ => new[] { random.NextSingle(), random.NextSingle() })
            .Select(x => (x, (2.0 * x[0]) - (3.0 * x[1]) + 0.5, 1.0)).ToArray();
        Assert.Equal(2 - 3 + 0.5, RidgeRegression.Fit(rows, penalty: 1e-9)([1, 1]), tolerance: 1e-3);
    }

    [Fact]
    public void Should_learn_names_by_their_capitals()
    {
        var names = new[] { "Anna", "Berta", "Clara", "Dora" };
        TaggedSpans[] posts =
            [.. names.SelectMany(name => new[] { Tagged($"we met {name} there", 2), Tagged($"{name} sings well", 0),
                Tagged("we met people there", -1) })];
        var tagger = SpanTaggerFitting.Fit(posts, epochs: 8, seed: 1);
        Assert.True(tagger.Read(PostScanner.Scan("we met Emma there")).SpanProbability(2, 3) > 0.5);
        Assert.True(tagger.Read(PostScanner.Scan("we met people there")).SpanProbability(2, 3) < 0.5);

        static TaggedSpans Tagged(string text, int name)
        {
            var words = PostScanner.Scan(text);
            return new TaggedSpans(words, [.. words.Select((_, at) => at == name ? SpanTag.Begin : SpanTag.Outside)]);
        }
    }

    [Fact]
    public void Should_mark_the_hashtags_inside_a_sentence_alone()
    {
        var marked = SentenceHashtags.OfHashtags(PostScanner.Scan("New #StarWars film today #cinema"))!;
        Assert.Equal(["New", "Star", "Wars", "film", "today"], marked.Words.Select(word => word.Text));
        Assert.Equal([SpanTag.Outside, SpanTag.Begin, SpanTag.Inside, SpanTag.Outside, SpanTag.Outside], marked.Tags);
        Assert.Null(SentenceHashtags.OfHashtags(PostScanner.Scan("a film today #cinema")));
    }

    [Fact]
    public void Should_count_what_is_tagged_and_what_is_only_said()
    {
        var counting = new PhraseCounting();
        for (var i = 0; i < 4; i++)
            counting.Add(PostScanner.Scan("the game night begins #GameNight"), ["board game"]);
        var statistics = counting.ToStatistics(new Dictionary<string, float[]>());
        Assert.Equal(new PhraseFacts(4, 4), statistics.OfPhrase(PhraseKey.Of("game nights")));
        Assert.Equal(new PhraseFacts(0, 4), statistics.OfPhrase(PhraseKey.Of("board game")));
        Assert.Equal((4, 4), (statistics.OfWord("game").Posts, statistics.OfWord("game").Tagged));
    }

    [Fact]
    public void Should_read_sentences_as_people_write_them()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "entities.conll");
        File.WriteAllLines(path, ["#\tO", "Bath\tB", "'s\tO", "Owen\tB", "Farrell\tI", "!\tO", "", "http\tO"]);
        var sentences = EntitySentences.Read(path);
        Assert.Equal(["#Bath's Owen Farrell!", "http://t.co/x"], sentences.Select(sentence => sentence.Text));
        Assert.Equal(0, sentences[0].ToSpans().Words[0].Hashtag);

        File.WriteAllLines(path, ["Bath\tX"]);
        Assert.Contains(
            "entities.conll:1", Assert.Throws<InvalidDataException>(() => EntitySentences.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_judgements_of_another_text()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "judged.tsv");
        File.WriteAllText(path, $"h1\t{JudgedPosts.HashOf("a rose garden")}\trandom\trose garden\tgarden;rose\n");
        var post = Assert.Single(JudgedPosts.Read(path, ["a rose garden"], []).Posts);
        Assert.Equal((true, "rose garden", 2), (post.IsRandom, post.Core[0], post.Fine.Count));
        Assert.Contains("judged.tsv:1", Assert.Throws<InvalidDataException>(() => JudgedPosts.Read(path, ["another garden"], [])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Should_part_posts_with_a_topic_from_those_without()
    {
        var ranker = new TagRanker(
            new SpanTagger(new float[SpanFeatures.Places * SpanTagger.Tags], new float[SpanTagger.Tags * SpanTagger.Tags]),
            new SpanTagger(new float[SpanFeatures.Places * SpanTagger.Tags], new float[SpanTagger.Tags * SpanTagger.Tags]),
            new PhraseStatistics(1, new Dictionary<string, WordFacts>(), new Dictionary<string, PhraseFacts>()), mixture: null,
            weights: null);
        RankingExample[] examples =
        [
            .. Enumerable.Range(0, 60)
            .Select(
                i => new RankingExample(new TaggingInput { Text = $"i saw day {i} of #Garden{(char)('A' + (i % 26))}" },
                    [$"garden {(char)('A' + (i % 26))}"], [], 1, true)),
            .. Enumerable.Range(0, 60)
            .Select(i => new RankingExample(new TaggingInput { Text = $"whatever {i} happens tomorrow" }, [], [], 1, true)),
        ];
        var (_, report) = TagRankerFitting.Fit(ranker, examples, new RankingSettings { Boosting = new BoostingSettings { Trees = 40 } });
        Assert.Equal((1, 1, 1), (report.Answered, report.FirstRight, report.KeptBare));
        Assert.InRange(report.CalibrationError, 0, 0.1);
    }
}
