namespace Engram.Streams.Tests;

public sealed class When_posts_of_bluesky_are_read
{
    private const string Did = "did:plc:madeupaaaaaaaaaaaaaaaaaa";

    [Fact]
    public async Task Should_fill_a_post_from_a_commit()
    {
        var post = (await Streaming.FixtureAsync("jetstream.ndjson")).Posts()[0];

        Assert.Equal(("bluesky", IdOf("k1"), "bafyone"), (post.Source, post.SourceId, post.Revision));
        Assert.Equal(new PostAuthor(Did, null), post.Author);
        Assert.Equal(["de-DE", "de"], post.Languages);
        Assert.Equal(new DateTimeOffset(2024, 11, 7, 10, 0, 0, TimeSpan.Zero), post.CreatedAt);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMicroseconds(1731000000000001), post.ReceivedAt);
        Assert.Equal("at://did:plc:parent/app.bsky.feed.post/p", post.ReplyTo);
        Assert.Equal(
            [
                ($"https://cdn.bsky.app/img/feed_fullsize/plain/{Did}/bafkreione@jpeg", "zwei Käuze"),
                ($"https://cdn.bsky.app/img/feed_fullsize/plain/{Did}/bafkreitwo@jpeg", null),
            ],
            post.Pictures.Select(picture => (picture.Url!, picture.AltText)));
    }

    // Offsets count UTF-8 bytes. One facet ends inside the owl emoji, one past the end of the text.
    [Fact]
    public async Task Should_read_hashtags_in_order_from_facets_and_tags() =>
        Assert.Equal(["eulen", "Tiere", "birding"], (await Streaming.FixtureAsync("jetstream.ndjson")).Posts()[0].Hashtags);

    [Fact]
    public async Task Should_read_an_update_as_the_same_post_with_a_new_revision()
    {
        var post = (await Streaming.FixtureAsync("jetstream.ndjson")).Posts()[1];

        Assert.Equal((IdOf("k1"), "bafytwo", "changed", true), (post.SourceId, post.Revision, post.Text, post.Sensitive));
        Assert.Equal(DateTimeOffset.UnixEpoch, post.CreatedAt);
    }

    [Theory]
    [InlineData("3l3qo2vutsw2b", "2024-09-09T19:46:02.251036Z")]
    [InlineData("zzzzzzzzzzzzz", "c")]
    [InlineData("3l3qo2vutsw2", "c")]
    [InlineData("3L3QO2VUTSW2B", "c")]
    public async Task Should_tell_revisions_by_the_time_of_their_commit(string rev, string revision)
    {
        var line = $$$$"""{"did":"{{{{Did}}}}","time_us":1,"kind":"commit","commit":{"rev":"{{{{rev}}}}","operation":"create","collection":"app.bsky.feed.post","rkey":"k","cid":"c","record":{"text":"a"}}}""";

        Assert.Equal(revision, (await Streaming.TextAsync(line)).Posts()[0].Revision);
    }

    [Fact]
    public async Task Should_read_the_pictures_of_every_embed()
    {
        var items = await Streaming.FixtureAsync("jetstream.ndjson");

        var quote = items.Post(IdOf("k2"));
        Assert.Equal(("", "at://did:plc:q/app.bsky.feed.post/q1", 2099), (quote.Text, quote.QuoteOf, quote.CreatedAt!.Value.Year));
        Assert.Equal(new PostPicture { AltText = "only words about a picture" }, Assert.Single(quote.Pictures));
        var card = items.Post(IdOf("k3"));
        Assert.Null(card.CreatedAt);
        var thumb = Assert.Single(card.Pictures);
        Assert.Equal($"https://cdn.bsky.app/img/feed_fullsize/plain/{Did}/bafkreithumb@jpeg", thumb.Url);
        Assert.Equal(("A page", PictureKind.LinkCard), (thumb.AltText, thumb.Kind));
        var still = Assert.Single(items.Post(IdOf("k4")).Pictures);
        Assert.Equal($"https://video.bsky.app/watch/{Did}/bafkreivideo/thumbnail.jpg", still.Url);
        Assert.Equal(("a bee", PictureKind.VideoPreview), (still.AltText, still.Kind));
    }

    [Fact]
    public async Task Should_tell_what_is_gone_and_what_is_nothing_to_store()
    {
        var items = await Streaming.FixtureAsync("jetstream.ndjson");

        Assert.Equal([new PostDeleted("bluesky", IdOf("k1"))], items.Events<PostDeleted>());
        Assert.Equal(
            [new AuthorRemoved("bluesky", Did, "takendown"), new AuthorRemoved("bluesky", "did:plc:madeupbbbbbbbbbbbbbbbbbb", "deleted")],
            items.Events<AuthorRemoved>());
        Assert.Equal(
            [
                "the post has no text and no picture", "the account is there", "the account is there", "event identity",
                "collection app.bsky.feed.repost", "the post is for signed-in readers", "info OutdatedCursor",
            ],
            items.Reasons());
        Assert.Equal([new StreamFault("ConsumerTooSlow", "too slow")], items.Events<StreamFault>());
        Assert.Equal("jetstream: commit.record is missing.", Assert.Single(items.Errors()).Message);
    }

    [Fact]
    public async Task Should_read_frames_of_the_second_version()
    {
        var post = (await Streaming.FixtureAsync("jetstream.ndjson")).Posts()[^1];

        Assert.Equal(("at://did:plc:madeupbbbbbbbbbbbbbbbbbb/app.bsky.feed.post/k9", "bafynine"), (post.SourceId, post.Revision));
        Assert.Equal(new DateTimeOffset(2026, 9, 11, 12, 0, 4, TimeSpan.Zero), post.ReceivedAt);
    }

    [Theory]
    [InlineData("did:plc:a/../../elsewhere", "bafkreione")]
    [InlineData("did:plc:a", "../bafkreione")]
    [InlineData("did:plc:a", "bafkreione@jpeg?x=")]
    public async Task Should_make_no_url_of_strange_ids(string did, string cid)
    {
        var items = await Streaming.TextAsync($$$$$$$"""
            [{"did":"{{{{{{{did}}}}}}}","kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"k",
            "record":{"text":"t","embed":{"images":[{"alt":"words","image":{"ref":{"$link":"{{{{{{{cid}}}}}}}"}}}]}}}}]
            """);

        Assert.Null(Assert.Single(Assert.Single(items.Posts()).Pictures).Url);
    }

    private static string IdOf(string rkey) => $"at://{Did}/app.bsky.feed.post/{rkey}";
}
