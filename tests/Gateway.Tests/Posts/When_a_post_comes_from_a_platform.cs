using Engram.Contracts.Keyphrases;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_comes_from_a_platform(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_show_all_that_the_platform_says()
    {
        await using var gateway = await StartAsync();

        var response = await gateway.PostJsonAsync(
            "/v1/posts",
            new
            {
                source = "x",
                sourceId = "20",
                revision = "3",
                author = new { id = "7", name = "ada" },
                createdAt = "2006-03-21T21:50:14+01:00",
                text = "just setting up",
                languages = new[] { "en" },
                hashtags = new[] { "#First" },
                sensitive = true,
                replyTo = "18",
                quoteOf = "19",
            },
            waitSeconds: 50);

        Assert.Equal("/v1/posts/x:20", response.Headers.Location?.OriginalString);
        var post = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/x:20")).JsonAsync();
        Assert.Equal(
            ["x:20", "x", "20", "3", "just setting up", "18", "19"],
            new[] { "id", "source", "sourceId", "revision", "text", "replyTo", "quoteOf" }
                .Select(member => post.GetProperty(member).GetString()));
        Assert.Equal(("7", "ada"), (post.GetProperty("author").GetProperty("id").GetString(),
            post.GetProperty("author").GetProperty("name").GetString()));
        Assert.Equal(new DateTimeOffset(2006, 3, 21, 20, 50, 14, TimeSpan.Zero), post.GetProperty("createdAt").GetDateTimeOffset());
        Assert.True(post.GetProperty("receivedAt").GetDateTimeOffset().Year > 2006);
        Assert.Equal(("en", "First", true), (post.GetProperty("languages")[0].GetString(), post.GetProperty("hashtags")[0].GetString(),
            post.GetProperty("sensitive").GetBoolean()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_one_post_whoever_sends_it_and_whatever_its_author_is_called_now()
    {
        await using var gateway = await StartAsync();
        var body = new { source = "bluesky", sourceId = "at://did:plc:ab/app.bsky.feed.post/3k", text = "a",
            author = new { id = "did:plc:ab", name = "ada" } };

        var first = await (await gateway.PostJsonAsync("/v1/posts", body, waitSeconds: 50)).JsonAsync();
        var again = await (await gateway.PostJsonAsync("/v1/posts", body with { author = new { id = "did:plc:ab",
            name = "lovelace" } })).JsonAsync();

        Assert.Equal(first.ToString(), again.ToString());
        Assert.Equal(1, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
        await (await gateway.PostJsonAsync("/v1/posts", body with { text = "b" })).ShouldBeProblemAsync(409, "id-conflict");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_tagged_without_keyphrases_for_a_reason()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Predict = command => [Answers.To(command) with { Keyphrases = [],
                Reason = "no-topic" }]);

        var post = await (await gateway.PostJsonAsync("/v1/posts", new { text = "good morning" }, waitSeconds: 50)).JsonAsync();

        Assert.Equal(("tagged", "no-topic", 0), (post.GetProperty("state").GetString(), post.GetProperty("reason").GetString(),
            post.GetProperty("keyphrases").GetArrayLength()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_show_the_keyphrases_of_the_known_post_that_it_repeats()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "1", text = "original" });

        var early = await (await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "2", repostOf = "1", text = "original",
            picture = new { base64 = new byte[] { 1 } } })).JsonAsync();
        Assert.Equal(("tagged", "x:1", 0), (early.GetProperty("state").GetString(), early.GetProperty("keyphrasesOf").GetString(),
            early.GetProperty("keyphrases").GetArrayLength()));
        await gateway.Bus.Publish(Answers.To((await gateway.Others.HearAsync<PredictKeyphrases>(1))[0]),
            TestContext.Current.CancellationToken);

        var late = await gateway.UntilAsync("/v1/posts/x:2", post => post.GetProperty("keyphrases").GetArrayLength() > 0);
        Assert.Equal("spn family", late.GetProperty("keyphrases")[0].GetProperty("phrase").GetString());
        var listed = (await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts")).JsonAsync()).GetProperty("posts")[0];
        Assert.Equal(late.ToString(), listed.ToString());
        Assert.Single(gateway.Others.Heard);
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("false", "unknown")]
    [InlineData("true", "1")]
    public async Task Should_be_tagged_by_itself_when_it_repeats_an_unknown_post_or_reposts_are_to_be_tagged(string tagReposts,
        string original)
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Predict = command => [Answers.To(command)], ("Gateway:TagReposts",
                tagReposts));
        await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "1", text = "original" }, waitSeconds: 50);

        var post = await (await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "2", repostOf = original,
            text = "original" }, waitSeconds: 50)).JsonAsync();

        Assert.Equal(("tagged", null, 1), (post.GetProperty("state").GetString(), post.GetProperty("keyphrasesOf").GetString(),
            post.GetProperty("keyphrases").GetArrayLength()));
        Assert.Equal(2, gateway.Others.Heard.OfType<PredictKeyphrases>().Count());
    }

    private async Task<GatewayHost> StartAsync() =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others => others.Predict = command => [Answers.To(command)]);
}
