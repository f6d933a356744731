using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

/// <summary>The NeighbourSet option: similar tagged posts vote on the keyphrases of a post.</summary>
public sealed class When_neighbours_are_to_vote(PostgresFixture postgres)
{
    private static readonly Guid Set = new("0197a1c2-0000-7000-8000-000000000003");

    [Fact]
    public void Should_go_to_prediction_by_way_of_the_memory()
    {
        var steps = SteppedPost.WithNeighbourSet(Set);

        var command = Assert.IsType<RecallNeighbours>(Assert.Single(steps.Sent));
        Assert.Equal((Set, "hello", steps.Post.CommandId!.Value), (command.SetId, command.Prediction.Text, command.Prediction.CommandId));
        Assert.Null(command.Prediction.Neighbours);
    }

    [Fact]
    public void Should_go_straight_and_say_so_when_the_set_is_not_there()
    {
        var steps = SteppedPost.WithNeighbourSet(null);

        Assert.Equal((null, "unknown-memory-set"), (steps.LastPrediction.Neighbours!.SetId, steps.LastPrediction.Neighbours.Fault));
    }

    [Fact]
    public void Should_go_straight_and_say_so_when_the_memory_was_silent()
    {
        var steps = SteppedPost.WithNeighbourSet(Set);

        steps.Post.PredictionIsDue(steps.Now);

        Assert.Equal((Set, "neighbours-late"), (steps.LastPrediction.Neighbours!.SetId, steps.LastPrediction.Neighbours.Fault));
        Assert.Equal(steps.Post.CommandId, steps.LastPrediction.CommandId);
    }

    [Fact]
    public void Should_ask_the_memory_again_when_its_message_died_with_the_transport()
    {
        var steps = SteppedPost.WithNeighbourSet(Set);

        steps.Post.Resume(steps.Now);

        Assert.All(steps.Sent, message => Assert.IsType<RecallNeighbours>(message));
        Assert.Equal(2, steps.Sent.Count);
    }

    [Fact]
    public void Should_look_for_none_unless_a_set_is_named() => Assert.Null(SteppedPost.WithText().LastPrediction.Neighbours);

    [Fact(Timeout = 300_000)]
    public async Task Should_show_who_voted_and_go_on_without_them_once_the_set_is_deleted()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            others =>
            {
                others.Recall = recall => [recall.Prediction with { Neighbours = NeighboursIn(recall.SetId) }];
                others.Predict = command => [Answers.To(command) with { Neighbours = command.Neighbours }];
            },
            ("Gateway:NeighbourSet", "tagged"));

        Assert.Equal("unknown-memory-set", await FaultOfNewPostAsync(gateway));
        Assert.Equal("Degraded", await HealthAsync(gateway));

        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/tagged");
        var post = await PostAsync(gateway);
        var vote = Assert.Single(post.GetProperty("neighbours").GetProperty("posts").EnumerateArray());
        Assert.Equal(("tweet-7", 0.5), (vote.GetProperty("postId").GetString(), vote.GetProperty("similarity").GetDouble()));
        Assert.Equal("Healthy", await HealthAsync(gateway));

        await gateway.SendAsync(HttpMethod.Delete, "/v1/memories/tagged");
        Assert.Equal("unknown-memory-set", await FaultOfNewPostAsync(gateway));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_take_tagged_posts_into_a_set()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/tagged");
        using var body = new StringContent(
            """
            {"id":"1","text":"the dog days are over","ocr":"woof","attributes":["dog"],"keyphrases":["dogs","dog days"]}
            {"text":"","attributes":["dog"],"keyphrases":["dogs"]}
            {"text":"no keyphrases"}
            {"text":" ","keyphrases":["dogs"]}
            {"text":"two in one","keyphrases":["dogs;cats"]}
            {"text":"a blank one","keyphrases":["dogs",""]}
            """);
        body.Headers.ContentType = new("application/x-ndjson");

        var import = await (await gateway.SendAsync(HttpMethod.Post, "/v1/memories/tagged/posts", body)).JsonAsync();

        Assert.Equal((2, 4), (import.GetProperty("accepted").GetInt32(), import.GetProperty("rejectedLines").GetInt32()));
        Assert.Equal((MemoryFormat.Posts, 2),
            ((await gateway.Others.HearAsync<StoreMemories>(1))[0].Format, (await gateway.Others.HearAsync<StoreMemories>(1))[0].Lines));
    }

    private static RecalledNeighbours NeighboursIn(Guid set) => new()
    {
        SetId = set,
        Epoch = 1,
        Posts = [new NeighbourPost { MemoryId = 7, PostId = "tweet-7", Similarity = 0.5f, Keyphrases = ["spn family"] }],
    };

    private static async Task<System.Text.Json.JsonElement> PostAsync(GatewayHost gateway)
    {
        var post = await (await gateway.PostJsonAsync("/v1/posts", new { text = "hello" }, waitSeconds: 50)).JsonAsync();
        Assert.Equal("tagged", post.GetProperty("state").GetString());
        return post;
    }

    private static async Task<string?> FaultOfNewPostAsync(GatewayHost gateway) =>
        (await PostAsync(gateway)).GetProperty("neighbours").GetProperty("fault").GetString();

    private static async Task<string?> HealthAsync(GatewayHost gateway)
    {
        var health = await (await gateway.SendAsync(HttpMethod.Get, "/readyz")).JsonAsync();
        return health.GetProperty("checks").GetProperty("neighbours").GetProperty("status").GetString();
    }
}
