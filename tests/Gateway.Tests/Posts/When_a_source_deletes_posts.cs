using System.Net;
using Engram.Contracts.Memories;
using Engram.Gateway.Expiry;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_source_deletes_posts(PostgresFixture postgres)
{
    [Theory(Timeout = 300_000)]
    [InlineData("/v1/posts/x:1")]
    [InlineData("/v1/posts?source=x&sourceId=1")]
    public async Task Should_not_take_a_late_copy_of_one_that_was_deleted(string path)
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, "1");

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, path)).StatusCode);

        await (await PostAsync(gateway, "1")).ShouldBeProblemAsync(410, "deleted");
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/x:1")).ShouldBeProblemAsync(404, "unknown-post");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(gateway, "2")).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_take_one_whose_deletion_came_first()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, "/v1/posts?source=x&sourceId=1")).StatusCode);

        await (await PostAsync(gateway, "1")).ShouldBeProblemAsync(410, "deleted");
        await (await PostAsync(gateway, "2", repostOf: "1")).ShouldBeProblemAsync(410, "deleted");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_take_it_again_when_the_deletion_is_forgotten()
    {
        await using var gateway = await StartAsync(("Gateway:TombstoneAge", "1.00:00:00"));
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts?source=x&sourceId=1");
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts?source=x&author=7");

        await gateway.SweepAfterAsync(TimeSpan.FromHours(23));
        await (await PostAsync(gateway, "1")).ShouldBeProblemAsync(410, "deleted");
        await (await PostAsync(gateway, "2", author: "7")).ShouldBeProblemAsync(410, "deleted");

        await gateway.SweepAfterAsync(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(gateway, "1")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(gateway, "2", author: "7")).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_delete_all_of_an_author_and_refuse_further_ones()
    {
        await using var gateway = await StartAsync(("Gateway:RememberPosts", "stream"));
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/stream");
        gateway.Others.ReadPicture = image => [Answers.TextOf(image), Answers.FeaturesOf(image)];
        gateway.Others.Predict = command => command.Text.Length == 0 ? [Answers.To(command)] : [];
        await PostMoreThanABatchAsync(gateway, author: "7");
        await PostAsync(gateway, "other", author: "8");
        await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "seen", author = new { id = "7" },
            picture = new { base64 = new byte[] { 1 } } }, waitSeconds: 50);
        await gateway.PostJsonAsync("/v1/posts", new { source = "y", sourceId = "seen", author = new { id = "7" },
            text = "of another source" });

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, "/v1/posts?source=x&author=7")).StatusCode);

        Assert.Equal(
            "x:other y:seen", await gateway.ScalarAsync<string>("select string_agg(public_id, ' ' order by public_id) from gateway.posts"));
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
        await (await PostAsync(gateway, "new", author: "7")).ShouldBeProblemAsync(410, "deleted");
        await (await PostAsync(gateway, "3")).ShouldBeProblemAsync(410, "deleted");
        Assert.Contains("x:seen", (await gateway.Others.HearAsync<ForgetPost>(1)).Select(forget => forget.PostId));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_delete_the_reposts_of_a_deleted_post_with_the_next_sweep()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, "2", repostOf: "1");
        await PostAsync(gateway, "3", repostOf: "2");
        await PostAsync(gateway, "4");

        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts?source=x&sourceId=1");
        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("x:4", await gateway.ScalarAsync<string>("select string_agg(public_id, ' ') from gateway.posts"));
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.post_tombstones where due_at is not null"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_never_leave_a_post_that_comes_while_it_is_deleted()
    {
        await using var gateway = await StartAsync();

        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(
                PostAsync(gateway, $"{round}", author: $"{round}"),
                gateway.SendAsync(HttpMethod.Delete, round % 2 == 0
                    ? $"/v1/posts?source=x&sourceId={round}" : $"/v1/posts?source=x&author={round}"));
        }

        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
    }

    private static async Task PostMoreThanABatchAsync(GatewayHost gateway, string author)
    {
        using var lines = new StringContent(
            string.Join('\n', Enumerable.Range(0, Batches.Rows + 1).Select(i => $$"""{"source":"x","sourceId":"{{i}}","author":{"id":"{{author}}"},"text":"hello"}""")));
        lines.Headers.ContentType = new("application/x-ndjson");
        var answer = await gateway.SendAsync(HttpMethod.Post, "/v1/posts", lines);
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Batches.Rows + 1, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
    }

    private static Task<HttpResponseMessage> PostAsync(
        GatewayHost gateway, string sourceId, string? repostOf = null, string? author = null) =>
        gateway.PostJsonAsync(
        "/v1/posts", new { source = "x", sourceId, repostOf, author = author is null ? null : new { id = author }, text = "hello" });

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings) =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), null, settings);
}
