using Engram.Keyphrases.Tagging;

namespace Engram.Keyphrases.Tests;

/// <summary><see cref="PostScanner"/>.</summary>
public sealed class When_a_post_is_scanned
{
    [Fact]
    public void Should_keep_the_capitals_of_names() =>
        Assert.Equal(["Owen", "Farrell", "at", "Bath"], Texts("Owen Farrell at Bath"));

    [Theory]
    [InlineData("#BlackLivesMatter", "Black Lives Matter")]
    [InlineData("#BLACKLIVESMATTER", "BLACK LIVES MATTER")]
    [InlineData("#blacklivesmatter", "black lives matter")]
    [InlineData("#MH17", "MH17")]
    [InlineData("#UFC", "UFC")]
    [InlineData("#game_night", "game night")]
    public void Should_read_a_hashtag_as_its_words(string hashtag, string words)
    {
        var read = PostScanner.Scan($"{hashtag} tonight");
        Assert.Equal(words, string.Join(' ', read.Where(word => word.Hashtag == 0).Select(word => word.Text)));
        Assert.Equal("tonight", read.Single(word => word.Hashtag < 0).Text);
    }

    [Theory]
    [InlineData("http://example.org/a-b?c=d", WordKind.Address)]
    [InlineData("example.com/page", WordKind.Address)]
    [InlineData("mail@example.org", WordKind.Address)]
    [InlineData("@somebody", WordKind.Mention)]
    [InlineData("<user>", WordKind.Mark)]
    [InlineData("6.30", WordKind.Number)]
    [InlineData("&amp;", WordKind.Sign)]
    public void Should_keep_what_is_no_word_whole(string text, WordKind kind) =>
        Assert.Equal(kind, Assert.Single(PostScanner.Scan(text)).Kind);

    [Fact]
    public void Should_part_a_possessive_from_its_word() =>
        Assert.Equal([("Anna", WordKind.Word), ("'s", WordKind.Possessive), ("cat", WordKind.Word)],
            PostScanner.Scan("Anna’s cat").Select(word => (word.Text, word.Kind)));

    [Fact]
    public void Should_count_the_hashtags() =>
        Assert.Equal([0, 1], PostScanner.Scan("#one then #two").Where(word => word.Hashtag >= 0).Select(word => word.Hashtag));

    [Fact]
    public void Should_read_a_bounded_number_of_words() =>
        Assert.InRange(PostScanner.Scan(string.Join(' ', Enumerable.Repeat("#GameNight", 1000))).Count, PostScanner.MostWords,
            PostScanner.MostWords + 10);

    private static IEnumerable<string> Texts(string text) => PostScanner.Scan(text).Select(word => word.Text);
}
