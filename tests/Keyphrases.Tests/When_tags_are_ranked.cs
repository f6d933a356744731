using Engram.Keyphrases.Tagging;

namespace Engram.Keyphrases.Tests;

/// <summary><see cref="TagRanker"/> and <see cref="TagSelection"/>.</summary>
public sealed class When_tags_are_ranked
{
    private const string Post = "A rose garden opens #GardenParty";

    [Fact]
    public void Should_give_the_best_first_with_source_and_words()
    {
        var tags = Tiny.Ranker(0.3f, 0.5f).Rank(new TaggingInput { Text = Post }, most: 5);
        Assert.Equal([("garden party", 0.9f, TagSource.Hashtag), ("rose garden", 0.6f, TagSource.Post)],
            tags.Take(2).Select(tag => (tag.Phrase, tag.Score, tag.Source)));
        Assert.Equal(["Garden", "Party"], tags[0].Words);
    }

    [Fact]
    public void Should_not_repeat_the_words_of_a_better_one() =>
        Assert.DoesNotContain("garden", Tiny.Ranker(0, 0).Rank(new TaggingInput { Text = Post }, most: 10).Select(tag => tag.Phrase));

    [Fact]
    public void Should_give_no_more_than_asked_for() => Assert.Single(Tiny.Ranker(0, 0).Rank(new TaggingInput { Text = Post }, most: 1));

    [Fact]
    public void Should_leave_a_post_without_a_topic_bare()
    {
        var ranker = Tiny.Ranker(threshold: 0.05f, topicThreshold: 0.7f);
        Assert.Empty(ranker.Rank(new TaggingInput { Text = "a rose garden" }, most: 5));
        // A post with a topic also gets phrases above the lower threshold.
        Assert.Equal(["garden party", "rose garden"], ranker.Rank(new TaggingInput { Text = Post }, most: 2).Select(tag => tag.Phrase));
    }

    [Fact]
    public void Should_obey_a_score_that_was_asked_for() =>
        Assert.Equal(["garden party"],
            Tiny.Ranker(0, 0).Rank(new TaggingInput { Text = Post }, most: 5, leastScore: 0.8f).Select(tag => tag.Phrase));

    [Fact]
    public void Should_rank_the_words_of_a_picture_when_the_post_has_none()
    {
        var tags = Tiny.Ranker(0.3f, 0.5f).Rank(new TaggingInput { Text = " ", OcrText = Post }, most: 5);
        Assert.Equal(
            [("garden party", TagSource.Ocr), ("rose garden", TagSource.Ocr)], tags.Take(2).Select(tag => (tag.Phrase, tag.Source)));
    }

    [Fact]
    public void Should_name_what_a_picture_shows_for_certain_when_no_words_give_a_topic()
    {
        SeenObject[] seen = [new("bicycle", 0.9f, 0.02f), new("person", 0.8f, 0.3f), new("person", 0.7f, 0.3f), new("kite", 0.4f, 0.9f)];
        Assert.Equal([("people", 0.8f), ("bicycle", 0.9f)],
            Tiny.Ranker(0, 0.5f).Rank(new TaggingInput { Text = "", Objects = seen }, most: 5).Select(tag => (tag.Phrase, tag.Score)));
    }

    [Fact]
    public void Should_leave_what_a_picture_shows_aside_when_words_give_a_topic() =>
        Assert.DoesNotContain(
            "bus", Tiny.Ranker(0.3f, 0.5f).Rank(new TaggingInput { Text = Post, Objects = [new("bus", 0.99f, 0.9f)] }, most: 5)
                .Select(tag => tag.Phrase));

    [Fact]
    public void Should_give_nothing_for_nothing() => Assert.Empty(Tiny.Ranker(0, 0).Rank(new TaggingInput { Text = "" }, most: 5));
}
