namespace Engram.Streams.Tests;

/// <summary>Reading Engram's own NDJSON format.</summary>
public sealed class When_lines_of_our_own_are_read
{
    [Fact]
    public async Task Should_read_every_member()
    {
        var items = await Streaming.FixtureAsync("engram.ndjson");

        var first = items.Post("own-1");
        Assert.Equal(("engram", "own-1", "First words of our own"), (first.Source, first.Name, first.Text));
        Assert.Equal(new PostPicture { File = "pictures/one.png" }, Assert.Single(first.Pictures));
        var post = items.Post("d-2");
        Assert.Equal(("diary", "own-2", "3", new PostAuthor("a1", "writer")), (post.Source, post.Name, post.Revision, post.Author));
        Assert.Equal(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)), post.CreatedAt);
        Assert.Equal(["one", "two"], post.Hashtags);
        Assert.Equal(("d-1", "d-0", "d-9", true), (post.RepostOf, post.ReplyTo, post.QuoteOf, post.Sensitive));
        var animated = new PostPicture { Url = "https://pics.example/a.jpg", AltText = "an a", Kind = PictureKind.Animated };
        Assert.Equal(animated, post.Pictures[0]);
        Assert.Equal("hello"u8.ToArray(), post.Pictures[1].Bytes);
        Assert.Equal("words alone", post.Pictures[2].AltText);
    }

    [Theory]
    [InlineData(3, LineErrorKind.UnknownForm, "engram: unknown member 'hashtag'")]
    [InlineData(4, LineErrorKind.InvalidPost, "engram: 'text' must be a string.")]
    [InlineData(5, LineErrorKind.InvalidPost, "engram: neither 'text' nor a picture is given.")]
    [InlineData(6, LineErrorKind.UnknownForm, "engram: unknown member 'post'")]
    [InlineData(7, LineErrorKind.InvalidPost, "engram: 'picture' has unknown member 'uri'.")]
    public async Task Should_refuse_by_name(long line, LineErrorKind kind, string message)
    {
        var error = (await Streaming.FixtureAsync("engram.ndjson")).Single(item => item.LineNumber == line).Error!;

        Assert.Equal(kind, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text":"a","createdAt":"some day"}""", "'createdAt' is no time")]
    [InlineData("""{"text":"a","sensitive":"yes"}""", "'sensitive' must be true or false")]
    [InlineData("""{"text":"a","hashtags":"one"}""", "'hashtags' must be an array")]
    [InlineData("""{"text":"a","hashtags":[1]}""", "'hashtags' must hold strings")]
    [InlineData("""{"text":"a","author":"me"}""", "'author' must be an object")]
    [InlineData("""{"text":"a","author":{"name":"me"}}""", "author.id is missing")]
    [InlineData("""{"text":"a","picture":{"base64":"***"}}""", "'base64' is no base64")]
    [InlineData("""{"text":"a","picture":{"url":"u","kind":"painting"}}""", "'kind' must be")]
    public async Task Should_refuse_what_is_of_another_type(string line, string message) =>
        Assert.Contains(message, Assert.Single((await Streaming.TextAsync(line)).Errors()).Message, StringComparison.Ordinal);
}
