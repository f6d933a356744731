using Engram.Contracts.Memories;
using Engram.TestKit;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Tests.Posts;

/// <summary>The RememberPosts option: tagged posts are added to a memory set, deleted ones removed.</summary>
public sealed class When_posts_are_to_be_remembered(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_tell_the_memory_of_tagged_posts_and_of_those_that_are_deleted()
    {
        await using var gateway = await StartAsync();
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/stream");

        await PostAsync(gateway, "tweet:1");
        var remember = (await gateway.Others.HearAsync<RememberPost>(1))[0];
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/tweet:1");
        var forget = (await gateway.Others.HearAsync<ForgetPost>(1))[0];

        Assert.Equal(("tweet:1", "hello", "stream"), (remember.PostId, remember.Text, remember.Set.Name));
        Assert.Equal(["spn family"], remember.Keyphrases);
        Assert.Equal((remember.PostId, remember.Revision, remember.Set), (forget.PostId, forget.Revision, forget.Set));

        // Posting the same id again creates a later revision.
        await PostAsync(gateway, "tweet:1");
        Assert.True((await gateway.Others.HearAsync<RememberPost>(2))[1].Revision > remember.Revision);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tag_without_it_and_be_degraded_while_the_set_is_not_there()
    {
        await using var gateway = await StartAsync();
        Assert.Equal("Degraded", await HealthAsync(gateway));
        await PostAsync(gateway, "a");

        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/stream");
        await PostAsync(gateway, "b");

        Assert.Equal("b", (await gateway.Others.HearAsync<RememberPost>(1))[0].PostId);
        Assert.Equal("Healthy", await HealthAsync(gateway));
        // No ForgetPost for a post that was never in the set, or whose set is deleted.
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/a");
        await gateway.SendAsync(HttpMethod.Delete, "/v1/memories/stream");
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/b");
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.outbox where type like '%ForgetPost%'"));
        Assert.Empty(gateway.Others.Heard.OfType<ForgetPost>());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_show_the_size_that_the_memory_tells()
    {
        await using var gateway = await StartAsync();
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/stream");
        await PostAsync(gateway, "a");
        var set = (await gateway.Others.HearAsync<RememberPost>(1))[0].Set.SetId;

        foreach (var epoch in new[] { 2, 1 })
        {
            var messageId = Guid.NewGuid();
            await gateway.Bus.Publish(
                new MemorySetChanged { SetId = set,
                    Statistics = new MemorySetStatistics { Epoch = epoch, Memories = 10 * epoch, Words = 5, HashedWords = 4 } },
                context => context.MessageId = messageId, TestContext.Current.CancellationToken);
            while (await gateway.ScalarAsync<int>($"select count(*) from gateway.inbox where message_id = '{messageId}'") == 0)
                await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(20, await gateway.ScalarAsync<int>("select memories from gateway.memory_sets"));
    }

    [Fact]
    public async Task Should_not_remember_in_the_set_that_votes()
    {
        var database = await postgres.CreateDatabaseAsync();
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayHost.StartAsync(database, null, ("Gateway:RememberPosts", "tagged"), ("Gateway:NeighbourSet", "tagged")));
        Assert.Contains("RememberPosts and NeighbourSet are both 'tagged'", failure.Message, StringComparison.Ordinal);
    }

    private async Task<GatewayHost> StartAsync() => await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(), others =>
            others.Predict = command => [Answers.To(command)], ("Gateway:RememberPosts", "stream"));

    private static async Task PostAsync(GatewayHost gateway, string id)
    {
        var post = await (await gateway.PostJsonAsync("/v1/posts", new { id, text = "hello" }, waitSeconds: 50)).JsonAsync();
        Assert.Equal("tagged", post.GetProperty("state").GetString());
    }

    private static async Task<string?> HealthAsync(GatewayHost gateway) =>
        (await (await gateway.SendAsync(HttpMethod.Get, "/readyz")).JsonAsync()).GetProperty("checks").GetProperty("remembered-posts")
            .GetProperty("status").GetString();
}
