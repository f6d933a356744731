using Engram.TestKit;

namespace Engram.Streams.Tests;

/// <summary>Stream lines that earlier versions read wrongly, from the evaluation data.</summary>
public sealed class When_the_field_cases_are_read
{
    [Fact]
    public async Task Should_read_the_note_of_a_post_and_a_flattened_one()
    {
        var items = await ReadAsync("tweet-v2.ndjson");

        Assert.Equal(
            ["Harbour at dusk & gulls, the whole of a text that is longer than 280 characters", "one tweet of a flattened archive"],
            items.Posts().Select(post => post.Text));
        Assert.Equal("https://pbs.example/media/a.jpg", Assert.Single(items.Posts()[0].Pictures).Url);
        Assert.Empty(items.Errors());
    }

    [Fact]
    public async Task Should_read_full_texts_of_statuses()
    {
        var items = await ReadAsync("tweet-v11.ndjson");

        Assert.Equal(
            [
                ("1034000000000000001", "short form of it that ends in the middle of a word, but here the whole text goes on #gardening"),
                ("1034000000000000002", "extended mode: text is called full_text"),
            ],
            items.Posts().Select(post => (post.SourceId!, post.Text)));
        Assert.Equal(["gardening"], items.Posts()[0].Hashtags);
        Assert.Equal("https://pbs.example/media/b.jpg", Assert.Single(items.Posts()[1].Pictures).Url);
        Assert.All(items.Posts(), post => Assert.NotNull(post.CreatedAt));
    }

    [Fact]
    public async Task Should_read_a_post_that_is_created_and_deleted()
    {
        var items = await ReadAsync("jetstream.ndjson");

        var post = Assert.Single(items.Posts());
        Assert.Equal(["birding"], post.Hashtags);
        Assert.Equal("an osprey above water", Assert.Single(post.Pictures).AltText);
        Assert.Equal([new PostDeleted("bluesky", post.SourceId!)], items.Events<PostDeleted>());
        Assert.Equal(2, items.Events<Ignored>().Count);
        Assert.Empty(items.Errors());
    }

    [Fact]
    public async Task Should_read_a_status_that_is_edited_and_deleted()
    {
        var items = await ReadAsync("mastodon.ndjson");

        Assert.Equal(["Sourdough at last & it is good #baking", "Sourdough at last, edited"], items.Posts().Select(post => post.Text));
        Assert.Equal((true, "baking"), (items.Posts()[0].Sensitive, Assert.Single(items.Posts()[0].Hashtags)));
        Assert.Equal(["113000000000000001"], items.Posts().Select(post => post.SourceId).Distinct());
        Assert.Equal([new PostDeleted("mastodon", "113000000000000001")], items.Events<PostDeleted>());
        Assert.Empty(items.Errors());
    }

    private static async Task<List<StreamItem>> ReadAsync(string file)
    {
        var path = Repository.FindEvaluationData("field-cases", "streams", file);
        Assert.SkipUnless(path is not null, Repository.NoEvaluationData);
        return await Streaming.BytesAsync(await File.ReadAllBytesAsync(path!, TestContext.Current.CancellationToken));
    }
}
