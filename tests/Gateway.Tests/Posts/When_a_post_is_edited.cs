using System.Text.Json;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Gateway.Posts;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_is_edited(PostgresFixture postgres)
{
    [Theory]
    [InlineData("10", "9", true)]
    [InlineData("9", "10", false)]
    [InlineData("10", "10", false)]
    [InlineData("018446744073709551616", "18446744073709551615", true)]
    [InlineData("2026-05-04T12:00:00Z", "2026-05-04T13:00:00+02:00", true)]
    [InlineData("2026-05-04T12:00:00Z", "2026-05-04T14:00:00+02:00", false)]
    [InlineData("bafy1", "bafy2", true)]
    [InlineData("bafy2", "bafy2", false)]
    [InlineData("1", null, true)]
    public void Should_know_which_revision_is_newer(string revision, string? known, bool isNewer) =>
        Assert.Equal(isNewer, PostRevision.IsNewer(revision, known));

    [Fact]
    public void Should_ignore_what_is_said_of_the_revision_before()
    {
        var steps = SteppedPost.WithText("old");
        var old = steps.LastPrediction;

        Assert.Null(steps.Edit("new", edition: 2));
        steps.Post.Predicted(Answers.To(old, "old"), steps.Now);

        Assert.Equal((PostState.Predicting, "new"), (steps.Post.State, steps.LastPrediction.Text));
        steps.Post.Predicted(Answers.To(steps.LastPrediction, "new"), steps.Now);
        Assert.Equal("new", Assert.Single(steps.Post.Keyphrases!).Phrase);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_tagged_again_and_keep_the_result_before_as_history()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, "1", "first", [1]);

        var edited = await PostAsync(gateway, "2", "second", [2, 2]);

        Assert.Equal(("2", "second", "tagged"), (Text(edited, "revision"), Text(edited, "text"), Text(edited, "state")));
        Assert.Equal("second", Text(edited.GetProperty("keyphrases")[0], "phrase"));
        var past = Assert.Single((await (await gateway.SendAsync(HttpMethod.Get,
            "/v1/posts/x:1/history")).JsonAsync()).GetProperty("results").EnumerateArray());
        Assert.Equal(("1", "first", "tagged", "first"), (Text(past, "revision"), Text(past, "text"), Text(past, "state"),
            Text(past.GetProperty("keyphrases")[0], "phrase")));
        Assert.Equal(2, await gateway.ScalarAsync<int>("select length(content) from blobs.blobs"));
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/x:1");
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.post_history"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_change_by_an_older_or_equal_revision()
    {
        await using var gateway = await StartAsync();
        var second = await PostAsync(gateway, "2", "second", [2]);

        Assert.Equal(second.ToString(), (await PostAsync(gateway, "1", "first", [1])).ToString());
        Assert.Equal(second.ToString(), (await PostAsync(gateway, "2", "other", [3])).ToString());
        await (await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "1",
            text = "no revision" })).ShouldBeProblemAsync(409, "id-conflict");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_only_take_the_name_of_a_newer_revision_that_says_the_same()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, "1", "same", [1]);

        await PostAsync(gateway, "3", "same", [1]);
        await PostAsync(gateway, "2", "between", [2]);

        var post = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/x:1")).JsonAsync();
        Assert.Equal(("3", "same"), (Text(post, "revision"), Text(post, "text")));
        Assert.Single(gateway.Others.Heard.OfType<PredictKeyphrases>());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_replace_its_memory()
    {
        await using var gateway = await StartAsync(("Gateway:RememberPosts", "stream"));
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/stream");
        await PostAsync(gateway, "1", "first", [1]);
        await PostAsync(gateway, "2", "second", [1]);

        var remembered = await gateway.Others.HearAsync<RememberPost>(2);
        var forgotten = Assert.Single(gateway.Others.Heard.OfType<ForgetPost>());
        Assert.Equal(remembered[0].Revision, forgotten.Revision);
        Assert.True(remembered[1].Revision > remembered[0].Revision);
        Assert.Equal(["first", "second"], remembered.Select(post => post.Text));
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static async Task<JsonElement> PostAsync(GatewayHost gateway, string revision, string text, byte[] picture) =>
        await (await gateway.PostJsonAsync(
        "/v1/posts", new { source = "x", sourceId = "1", revision, text, picture = new { base64 = picture } },
            waitSeconds: 50)).JsonAsync();

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings) => await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(),
        others =>
        {
            others.ReadPicture = image => [Answers.TextOf(image), Answers.FeaturesOf(image)];
            others.Predict = command => [Answers.To(command, command.Text)];
        },
        settings);
}
