using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Tagging;

namespace Engram.Keyphrases.Tests;

/// <summary><see cref="CandidateFinder"/> and <see cref="PhraseRules"/>.</summary>
public sealed class When_candidates_are_sought
{
    [Theory]
    [InlineData("Saturday night with #BlackLivesMatter", "saturday night")]
    [InlineData("Saturday night with #BlackLivesMatter", "black lives matter")]
    [InlineData("Anna's cat sleeps", "anna's cat")]
    [InlineData("we read game of thrones", "game of thrones")]
    public void Should_find_spans_and_hashtags(string text, string phrase) => Assert.Contains(phrase, Find(text));

    [Theory]
    [InlineData("RT @somebody: hello <user> there", "rt")]
    [InlineData("RT @somebody: hello <user> there", "<user>")]
    [InlineData("somebody wrote to @somebody", "somebody")]
    [InlineData("see http://example.org/gardens about gardens", "gardens")]
    [InlineData("because of the", "of the")]
    [InlineData("in 1984 then", "1984")]
    [InlineData("plan b works", "b")]
    [InlineData("what a damn day", "damn")]
    public void Should_mask_what_is_never_a_keyphrase(string text, string phrase) => Assert.DoesNotContain(phrase, Find(text));

    [Theory]
    [InlineData("a new #StarWars film", "star wars film", true)]
    [InlineData("we are in London #StarWars", "london star wars", false)]
    [InlineData("a new #StarWars film", "wars film", false)]
    public void Should_cross_the_edge_of_a_hashtag_only_inside_a_sentence(string text, string phrase, bool isFound) =>
        Assert.Equal(isFound, Find(text).Contains(phrase));

    [Fact]
    public void Should_let_profanity_pass_where_it_is_the_topic() => Assert.Contains("damn yankees", Find("tonight #DamnYankees"));

    [Fact]
    public void Should_mask_them_whoever_proposes_them() => Assert.DoesNotContain("rt", Find("a garden", new PhraseEvidence
    {
        Words = ["a", "garden"],
        Classified = [new ClassifiedPhrase("rt", 0.9f)],
    }));

    [Fact]
    public void Should_mask_function_words_of_the_posts_language() =>
        Assert.DoesNotContain("porque", Find("no lo sé porque el perro de mi casa no está"));

    [Fact]
    public void Should_find_one_candidate_of_several_spellings()
    {
        var candidates = Candidates(
            "Food Trucks here #foodtrucks", new PhraseEvidence { Words = [], Classified = [new ClassifiedPhrase("food truck", 0.5f)] });
        var one = Assert.Single(candidates, candidate => candidate.Key == PhraseKey.Of("food trucks"));
        Assert.Equal((0, 2, true), (one.Hashtag, one.Spans.Count, one.Experts is not null));
    }

    [Fact]
    public void Should_find_words_of_the_picture_and_what_it_shows()
    {
        var post = Tiny.Context("hello");
        var input = new TaggingInput { Text = "hello", OcrText = "Grand Opening", Attributes = ["cake"] };
        var candidates = CandidateFinder.Find(input, post, Tiny.Context(input.OcrText));
        Assert.Single(candidates.Single(candidate => candidate.Phrase == "grand opening").OcrSpans);
        Assert.Equal(0, candidates.Single(candidate => candidate.Phrase == "cake").Attribute);
    }

    [Fact]
    public void Should_find_none_in_nothing() => Assert.Empty(Find(" \n 🙂 "));

    private static IEnumerable<string> Find(string text, PhraseEvidence? opinions = null) =>
        Candidates(text, opinions).Select(candidate => candidate.Phrase);

    private static IReadOnlyList<TagCandidate> Candidates(string text, PhraseEvidence? opinions) =>
        CandidateFinder.Find(new TaggingInput { Text = text, Opinions = opinions }, Tiny.Context(text), Tiny.Context(""));
}
