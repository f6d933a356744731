using System.Text.Json;

namespace Engram.Streams.Tests;

public sealed class When_posts_of_mastodon_are_read
{
    [Fact]
    public async Task Should_fill_a_post_from_an_event()
    {
        var post = (await Streaming.FixtureAsync("mastodon.ndjson")).Posts()[0];

        Assert.Equal(("mastodon", "114000000000000001"), (post.Source, post.SourceId));
        Assert.Equal("https://bread.example/users/mill/statuses/1", post.GlobalId);
        Assert.Equal("Rye & spelt\nin one loaf\nhttps://bread.example/a/long/way/to/the/oven with @mill #rye", post.Text);
        Assert.Equal(("food", true, "114000000000000000"), (post.Warning, post.Sensitive, post.ReplyTo));
        Assert.Equal(["rye"], post.Hashtags);
        Assert.Equal(new PostAuthor("https://bread.example/users/mill", "mill@bread.example"), post.Author);
        Assert.Equal(
            [
                new PostPicture { Url = "https://pics.example/rye.jpg", AltText = "a dark loaf" },
                new PostPicture { Url = "https://pics.example/dough.png", Kind = PictureKind.Animated },
                new PostPicture { Url = "https://far.example/crumb.jpg" },
                new PostPicture { Url = "https://pics.example/card.jpg", AltText = "How to bake", Kind = PictureKind.LinkCard },
            ],
            post.Pictures);
    }

    [Fact]
    public async Task Should_name_a_post_its_edit_and_its_deletion_alike()
    {
        var items = await Streaming.FixtureAsync("mastodon.ndjson", new StreamOptions { MastodonServer = "bread.example" });

        var versions = items.Posts().Where(post => post.SourceId == "bread.example/114000000000000001").ToList();
        Assert.Equal([null, "2024-08-20T11:00:00.000Z"], versions.Select(post => post.Revision));
        Assert.Equal([new PostDeleted("mastodon", "bread.example/114000000000000001")], items.Events<PostDeleted>());
    }

    [Fact]
    public async Task Should_read_the_words_of_a_repeated_status()
    {
        var post = (await Streaming.FixtureAsync("mastodon.ndjson")).Post("114000000000000002");

        Assert.Equal(("the repeated words", "114000000000000003", "oven"), (post.Text, post.RepostOf, post.Author!.Name));
    }

    [Fact]
    public async Task Should_leave_out_what_is_not_for_everyone()
    {
        var items = await Streaming.FixtureAsync("mastodon.ndjson");

        Assert.Equal(["event filters_changed", "event notification", "visibility private", "the author refuses robots"], items.Reasons());
        Assert.Equal([new StreamFault("Unknown stream type", "status 400")], items.Events<StreamFault>());
        Assert.StartsWith("mastodon: payload is no JSON", Assert.Single(items.Errors()).Message, StringComparison.Ordinal);
        Assert.Equal("only words about a picture", Assert.Single(items.Post("114000000000000007").Pictures).AltText);
    }

    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\ntwo")]
    [InlineData("one<br />two<br>three", "one\ntwo\nthree")]
    [InlineData("<p>a\n  b</p>", "a b")]
    [InlineData("<ul><li>one</li><li>two</li></ul>end", "one\ntwo\nend")]
    [InlineData("<span><span><em>nes</em>ted</span></span> words", "nested words")]
    [InlineData("&lt;b&gt; &amp;amp; &#39;", "<b> &amp; '")]
    [InlineData("<a href=\"https://a.example/b\">words of a link</a>", "words of a link")]
    [InlineData("<a href=\"https://a.example/b?c&amp;d\"><span class=\"ellipsis\">a.example</span></a>!", "https://a.example/b?c&d!")]
    [InlineData("a<script>alert(1)</script><style>p{}</style>b", "ab")]
    [InlineData("<p>not closed", "not closed")]
    [InlineData("plain", "plain")]
    public async Task Should_show_html_as_text(string html, string expected)
    {
        var items = await Streaming.TextAsync($$$"""{"id":"1","visibility":"public","content":{{{JsonSerializer.Serialize(html)}}}}""");

        Assert.Equal(expected, Assert.Single(items.Posts()).Text);
    }

    [Theory]
    [InlineData("<span>")]
    [InlineData("<b>")]
    [InlineData("<p><i class=a>")]
    [InlineData("<table>")]
    public async Task Should_survive_elements_that_nest_without_end(string tag)
    {
        var html = string.Concat(Enumerable.Repeat(tag, (100_000 / tag.Length) - 2)) + "words";

        var items = await Streaming.TextAsync($$$"""{"id":"1","visibility":"public","content":{{{JsonSerializer.Serialize(html)}}}}""");

        Assert.Equal("words", Assert.Single(items.Posts()).Text);
    }
}
