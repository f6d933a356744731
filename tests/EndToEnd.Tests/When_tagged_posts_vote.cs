using Engram.ApiContracts.Posts;
using Engram.Contracts.Keyphrases;

namespace Engram.EndToEnd.Tests;

/// <summary>Tagging with votes from the memory set of tagged posts, over a real broker and database.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_tagged_posts_vote(RabbitMqSystem fixture)
{
    private RunningSystem System => fixture.System;

    [Fact]
    public async Task Should_tell_who_voted()
    {
        var post = await TagAsync("winter is coming");

        Assert.Equal(PostState.Tagged, post.State);
        var vote = Assert.Single(post.Neighbours!.Posts);
        Assert.Equal("tagged-2", vote.PostId);
        Assert.Equal(["game of thrones", "got"], vote.Keyphrases);
        Assert.InRange(vote.Similarity, 0.1f, 1f);
    }

    [Fact]
    public async Task Should_tag_posts_without_them_once_their_set_is_deleted()
    {
        await System.Gateway.DeleteMemorySetAsync(RabbitMqSystem.TaggedPosts, TestContext.Current.CancellationToken);
        try
        {
            var post = await TagAsync("winter is coming");

            Assert.Equal((PostState.Tagged, RecalledNeighbours.UnknownMemorySet), (post.State, post.Neighbours!.Fault));
            Assert.Empty(post.Neighbours.Posts);
        }
        finally
        {
            await fixture.ImportTaggedPostsAsync();
        }

        Assert.Equal("tagged-2", Assert.Single((await TagAsync("winter is coming")).Neighbours!.Posts).PostId);
    }

    [Fact]
    public async Task Should_lose_no_post_when_the_memory_is_killed_and_its_set_deleted_under_them()
    {
        const int posts = 300;
        var flow = new Flow(System);
        var sending = flow.SendAsync(SamplePosts.Many(posts, "votes"));
        try
        {
            await System.KillAsync("memory-index");
            await System.Gateway.DeleteMemorySetAsync(RabbitMqSystem.TaggedPosts, TestContext.Current.CancellationToken);
            await sending;
            await flow.ShouldBeTaggedOnceEachAsync(posts, fixture.Broker.Uri);
        }
        finally
        {
            await fixture.ImportTaggedPostsAsync();
        }
    }

    private Task<PostResource> TagAsync(string text) =>
        System.Gateway.TagAsync(new PostRequest { Text = text }, TestContext.Current.CancellationToken);
}
