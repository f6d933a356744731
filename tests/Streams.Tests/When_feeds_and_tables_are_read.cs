using System.Text;

namespace Engram.Streams.Tests;

/// <summary>Reading RSS, Atom and CSV.</summary>
public sealed class When_feeds_and_tables_are_read
{
    private static readonly StreamOptions Columns = new()
    {
        CsvColumns = new Dictionary<string, string> { ["id"] = "key", ["text"] = "body" },
    };

    [Fact]
    public async Task Should_read_rss()
    {
        var items = await Streaming.FixtureAsync("feed.rss");

        var post = items.Posts()[0];
        Assert.Equal(("rss", "https://light.example/#17", "Fog & horn\nAll night\nlong"), (post.Source, post.SourceId, post.Text));
        Assert.Equal(new DateTimeOffset(2021, 9, 6, 20, 22, 18, TimeSpan.FromHours(-5)), post.CreatedAt);
        Assert.Equal(["lighthouse", "fog"], post.Hashtags);
        Assert.Equal("keeper", post.Author!.Name);
        Assert.True(post.Sensitive);
        Assert.Equal(
            [("https://pics.example/lamp.jpg", "the lamp"), ("https://pics.example/fog.jpg", null)],
            post.Pictures.Select(picture => (picture.Url!, picture.AltText)));
        Assert.Equal("Clear sky", items.Post("https://light.example/18").Text);
        Assert.Equal("rss: guid, id or link is missing.", Assert.Single(items.Errors()).Message);
    }

    [Fact]
    public async Task Should_read_atom()
    {
        var post = Assert.Single((await Streaming.FixtureAsync("feed.atom")).Posts());

        Assert.Equal(("tag:light.example,2024:log/19", "2024-10-02T00:00:00Z"), (post.SourceId, post.Revision));
        Assert.Equal("Storm from the west", post.Text);
        Assert.Equal(new PostAuthor("https://light.example/keeper", "keeper"), post.Author);
        Assert.Equal("https://pics.example/storm.png", Assert.Single(post.Pictures).Url);
        Assert.Equal(["storm"], post.Hashtags);
    }

    [Fact]
    public async Task Should_keep_the_entries_before_broken_xml()
    {
        var items = await Streaming.TextAsync("<rss><item><guid>urn:1</guid><title>whole</title></item>\n<item><guid>urn:2</gu");

        Assert.Equal("whole", Assert.Single(items.Posts()).Text);
        Assert.Equal((LineErrorKind.Malformed, 2L), (items[^1].Error!.Kind, items[^1].LineNumber));
    }

    [Fact]
    public async Task Should_refuse_entities_that_grow()
    {
        var items = await Streaming.TextAsync("""<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><item><title>&a;</title></item></rss>""");

        Assert.Equal(LineErrorKind.Malformed, Assert.Single(items).Error!.Kind);
    }

    [Fact]
    public async Task Should_refuse_elements_that_nest_without_end()
    {
        var items = await Streaming.TextAsync("<rss><item>" + string.Concat(Enumerable.Repeat("<a>", 200_000)));

        Assert.Contains("nest deeper than 64", Assert.Single(items).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_replace_characters_that_are_no_text()
    {
        var items = await Streaming.TextAsync("<rss><item><guid>urn:1</guid><title>a&#xD800;b&#0;c</title></item></rss>");

        Assert.Equal("a\uFFFDb\uFFFDc", Assert.Single(items.Posts()).Text);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Should_read_csv_by_its_columns(string newLine)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "posts.csv");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        var items = await Streaming.TextAsync(text.ReplaceLineEndings(newLine), Columns);

        var post = items.Post("1");
        Assert.Equal($"two lines,{newLine}with \"quotes\" ; and 5\" nails", post.Text);
        Assert.Equal(new PostPicture { Url = "https://pics.example/nail.jpg", AltText = "a nail" }, Assert.Single(post.Pictures));
        Assert.Equal(["iron", "tools"], post.Hashtags);
        Assert.Equal("5\" pipe", items.Post("2").Text);
        Assert.Equal(
            [(6L, LineErrorKind.InvalidPost), (7L, LineErrorKind.CutShort)],
            items.Where(item => item.Error is not null).Select(item => (item.LineNumber, item.Error!.Kind)));
    }

    [Fact]
    public async Task Should_give_up_a_quote_that_is_never_closed_and_go_on()
    {
        var text = new StringBuilder("id,text\n1,\"never closed\n");
        for (var line = 0; line < 200; line++)
            text.Append(2).Append(",plain\n");

        var items = await Streaming.TextAsync(text.ToString(), new StreamOptions { MaxLineBytes = 512 });

        Assert.Equal((2L, LineErrorKind.TooLong), (items[0].LineNumber, items[0].Error!.Kind));
        Assert.True(items.Posts().Count > 100);
        Assert.All(items.Posts(), post => Assert.Equal("plain", post.Text));
    }

    [Fact]
    public async Task Should_name_the_columns_that_a_header_lacks()
    {
        var items = await Streaming.TextAsync("a,b\n1,2\n", Columns with { Form = StreamForm.Csv });

        Assert.Equal("No form fits. csv: the header has no column 'body', 'picture', 'altText'.", Assert.Single(items).Error!.Message);
    }
}
