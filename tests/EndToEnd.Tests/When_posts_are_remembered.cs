using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Questions;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Adding tagged posts to a memory set and removing them again, over a real broker and database.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_posts_are_remembered(RabbitMqSystem fixture)
{
    private const string NothingRecalled = "nothing-recalled";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_be_found_by_questions_until_it_is_deleted()
    {
        var post = await fixture.System.Gateway.TagAsync(
            new PostRequest { Text = "A kakapo climbs the tree in New Zealand #kakapo" }, Cancellation);
        Assert.Equal(PostState.Tagged, post.State);
        await Eventually.HoldsAsync(async () => await CodeAsync() != NothingRecalled, "the post is remembered");

        using var http = new HttpClient { BaseAddress = fixture.System.GatewayUrl };
        (await http.DeleteAsync(new Uri($"v1/posts/{post.Id}", UriKind.Relative), Cancellation)).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync(async () => await CodeAsync() == NothingRecalled, "the post has left");
    }

    private async Task<string?> CodeAsync() =>
        (
            await fixture.System.Gateway.AskAsync(
                new QuestionRequest { Text = "which tags go with kakapo?", Memory = RabbitMqSystem.RememberedPosts }, Cancellation)).Code;
}
