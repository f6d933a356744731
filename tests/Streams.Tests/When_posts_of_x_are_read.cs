namespace Engram.Streams.Tests;

public sealed class When_posts_of_x_are_read
{
    private const string Edited = "1700000000000000008";

    [Fact]
    public async Task Should_fill_a_post_from_data_and_includes()
    {
        var post = (await Streaming.FixtureAsync("x-v2.ndjson")).Post("1700000000000000001");

        Assert.Equal("x", post.Source);
        Assert.Equal("Tomatoes & basil on the sill <3 #BalconyGarden #balconygarden #herbs https://t.co/aaaa", post.Text);
        Assert.Equal(new PostAuthor("501", "sillgardener"), post.Author);
        Assert.Equal(new DateTimeOffset(2024, 3, 5, 7, 8, 9, TimeSpan.Zero), post.CreatedAt);
        Assert.Equal(["BalconyGarden", "herbs"], post.Hashtags);
        Assert.Equal(["en"], post.Languages);
        Assert.Equal(
            [
                ("https://pics.example/tomato.jpg", PictureKind.Photo), ("https://pics.example/clip.jpg", PictureKind.VideoPreview),
                ("https://pics.example/loop.jpg", PictureKind.Animated),
            ],
            post.Pictures.Select(picture => (picture.Url!, picture.Kind)));
        Assert.Equal("ripe tomatoes", post.Pictures[0].AltText);
    }

    [Fact]
    public async Task Should_read_each_post_of_a_page_and_name_the_one_that_is_broken()
    {
        var items = await Streaming.FixtureAsync("x-v2.ndjson");

        Assert.Equal(["first of a page", "third of a page"], items.Where(item => item.LineNumber == 3).Posts().Select(post => post.Text));
        var error = Assert.Single(items.Errors());
        Assert.Equal("x-v2: post 2 of the page: data.text is missing.", error.Message);
        Assert.Equal(("17", "18"), (items.Post("1700000000000000004").ReplyTo, items.Post("1700000000000000004").QuoteOf));
        Assert.Empty(items.Post("1700000000000000004").Languages);
    }

    [Fact]
    public async Task Should_read_a_flattened_archive()
    {
        var post = (await Streaming.FixtureAsync("x-v2.ndjson")).Post("1700000000000000006");

        Assert.Equal(("1700000000000000005", "RT @far: the kettle is s…"), (post.RepostOf, post.Text));
        Assert.Equal(new PostAuthor("502", "kettle"), post.Author);
    }

    [Fact]
    public async Task Should_take_a_repeated_post_whole_where_it_is_included()
    {
        var post = (await Streaming.FixtureAsync("x-v2.ndjson")).Post("1700000000000000010");

        Assert.Equal("the orchard is in flower again, and this goes on for long", post.Text);
        Assert.Equal(("1700000000000000009", "503"), (post.RepostOf, post.Author!.Id));
        Assert.Equal(["orchard"], post.Hashtags);
        Assert.Equal("https://pics.example/orchard.jpg", Assert.Single(post.Pictures).Url);
    }

    [Fact]
    public async Task Should_delete_the_versions_that_an_edit_replaces()
    {
        var items = await Streaming.FixtureAsync("x-v2.ndjson");

        Assert.Contains(new PostDeleted("x", "1700000000000000007"), items.Events<PostDeleted>());
        Assert.Equal(Edited, items.Post(Edited).Revision);
        Assert.DoesNotContain(new PostDeleted("x", Edited), items.Events<PostDeleted>());
    }

    [Fact]
    public async Task Should_tell_faults_of_the_stream_from_parts_of_a_post()
    {
        var items = await Streaming.FixtureAsync("x-v2.ndjson");

        var fault = Assert.Single(items.Events<StreamFault>());
        Assert.Equal(("operational-disconnect", "This stream has been disconnected for operational reasons."), (fault.Title, fault.Detail));
        Assert.Equal("half hydrated", items.Post("1700000000000000011").Text);
        Assert.Contains(items.Events<Ignored>(), ignored => ignored.Reason.Contains("Not Found Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_follow_compliance_events()
    {
        var items = await Streaming.FixtureAsync("x-v2.ndjson");

        Assert.Contains(new PostDeleted("x", "1700000000000000001"), items.Events<PostDeleted>());
        Assert.Equal([new AuthorRemoved("x", "501", "user_suspend")], items.Events<AuthorRemoved>());
        Assert.Contains(new Ignored("compliance event withheld"), items.Events<Ignored>());
        Assert.Contains(new Ignored("the author is protected"), items.Events<Ignored>());
        Assert.DoesNotContain(items.Posts(), post => post.Text == "only for friends");
    }

    [Fact]
    public async Task Should_read_the_whole_text_of_a_truncated_status()
    {
        var post = (await Streaming.FixtureAsync("x-v1.1.ndjson")).Post("970000000000000001");

        Assert.Equal("short form that ends in the middle, but the whole of it goes on about #weaving & #looms", post.Text);
        Assert.Equal(["weaving", "looms"], post.Hashtags);
        Assert.Equal(["https://pics.example/loom-1.jpg", "https://pics.example/loom-2.jpg"], post.Pictures.Select(picture => picture.Url));
        Assert.Equal("a loom", post.Pictures[0].AltText);
        Assert.Equal(new DateTimeOffset(2018, 3, 5, 7, 8, 9, TimeSpan.Zero), post.CreatedAt);
        Assert.True(post.Sensitive);
    }

    [Fact]
    public async Task Should_keep_ids_exact_that_are_only_numbers()
    {
        var post = (await Streaming.FixtureAsync("x-v1.1.ndjson")).Post("9007199254740993");

        Assert.Equal(("9007199254740995", "9007199254740997"), (post.Author!.Id, post.ReplyTo));
    }

    [Fact]
    public async Task Should_read_statuses_inside_statuses()
    {
        var items = await Streaming.FixtureAsync("x-v1.1.ndjson");

        var repost = items.Post("970000000000000003");
        Assert.Equal(("970000000000000002", "602"), (repost.RepostOf, repost.Author!.Id));
        Assert.Equal("a post that is cut because it is repeated #echo", repost.Text);
        var quote = items.Post("970000000000000004");
        Assert.Equal(("970000000000000002", "look at this"), (quote.QuoteOf, quote.Text));
        Assert.Equal(PictureKind.VideoPreview, Assert.Single(quote.Pictures).Kind);
    }

    [Fact]
    public async Task Should_follow_the_notices_of_the_old_stream()
    {
        var items = await Streaming.FixtureAsync("x-v1.1.ndjson");

        Assert.Equal([new PostDeleted("x", "970000000000000001")], items.Events<PostDeleted>());
        Assert.Equal([new AuthorRemoved("x", "601", "user_suspend")], items.Events<AuthorRemoved>());
        Assert.Equal([new StreamFault("disconnect", "admin logout")], items.Events<StreamFault>());
        Assert.Equal([new Ignored("notice limit"), new Ignored("the author is protected")], items.Events<Ignored>());
        Assert.Equal("x-v1.1: full_text, extended_tweet.full_text or text is missing.", Assert.Single(items.Errors()).Message);
    }

    [Theory]
    [InlineData("a &amp;lt; b", "a &lt; b")]
    [InlineData("&lt;3 &gt;&amp;", "<3 >&")]
    [InlineData("&copy; stays", "&copy; stays")]
    public async Task Should_decode_entities_once(string text, string expected)
    {
        var items = await Streaming.TextAsync($$$"""{"data":{"id":"1","text":"{{{text}}}"}}""");

        Assert.Equal(expected, Assert.Single(items.Posts()).Text);
    }

    [Theory]
    [InlineData("qme")]
    [InlineData("zxx")]
    [InlineData("und")]
    public async Task Should_leave_out_codes_of_no_language(string code)
    {
        var items = await Streaming.TextAsync($$$"""{"data":{"id":"1","text":"a","lang":"{{{code}}}"}}""");

        Assert.Empty(Assert.Single(items.Posts()).Languages);
    }

    [Fact]
    public async Task Should_read_a_time_whose_weekday_is_wrong()
    {
        var items = await Streaming.TextAsync("""{"id_str":"1","text":"a","created_at":"Sun Aug 27 13:08:45 +0000 2018"}""");

        Assert.Equal(new DateTimeOffset(2018, 8, 27, 13, 8, 45, TimeSpan.Zero), Assert.Single(items.Posts()).CreatedAt);
    }
}
