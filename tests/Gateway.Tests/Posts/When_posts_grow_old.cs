using System.Net;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

/// <summary>The retention of posts and of their former revisions.</summary>
public sealed class When_posts_grow_old(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_go_when_they_are_finished_and_their_days_are_over()
    {
        // Enough redeliveries that the unanswered post stays open for the whole test.
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            others => others.Predict = command => command.Text == "open" ? [] : [Answers.To(command)],
            ("Gateway:PostRetentionDays", "30"), ("Gateway:HistoryRetentionDays", "10"), ("Gateway:MaxRedrives", "16"));
        await PostAsync(gateway, "open", "open");
        await PostAsync(gateway, "old", "first");
        await PostAsync(gateway, "edited", "first");
        await gateway.UntilAsync("/v1/posts/edited", post => post.GetProperty("state").GetString() == "tagged");
        await gateway.UntilAsync("/v1/posts/old", post => post.GetProperty("state").GetString() == "tagged");

        await gateway.SweepAfterAsync(TimeSpan.FromDays(20));
        Assert.Equal(3, await gateway.CountAsync("gateway.posts"));
        await PostAsync(gateway, "edited", "second", revision: "2");
        await gateway.UntilAsync("/v1/posts/edited", post => post.GetProperty("state").GetString() == "tagged");
        Assert.Equal(1, await gateway.CountAsync("gateway.post_history"));
        await gateway.SweepAfterAsync(TimeSpan.FromDays(11));

        Assert.Equal(0, await gateway.CountAsync("gateway.post_history"));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/old")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/open")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/edited")).StatusCode);
    }

    private static async Task PostAsync(GatewayHost gateway, string id, string text, string revision = "1") =>
        (await gateway.PostJsonAsync("/v1/posts", new { id, text, revision })).EnsureSuccessStatusCode();
}
