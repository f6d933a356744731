using System.Text.Json;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Recall of tagged neighbor posts in the memory-index service.</summary>
public sealed class When_neighbours_are_recalled(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_send_the_post_on_with_the_tagged_posts_like_it()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await StoreAsync(
            service, set,
            Line("tweet-1", "The dog days are over!", "woof", ["dog"], "dogs", "dog days"),
            Line(null, "cats and dogs", null, [], "cats"),
            Line("tweet-3", "winter is coming", null, [], "got"));

        var post = Post("dog days") with { OcrText = "WOOF" };
        var prediction = await service.RecallNeighboursAsync(set.SetId, post);

        var neighbours = prediction.Neighbours!;
        Assert.Equal((set.SetId, 1, null), (neighbours.SetId, neighbours.Epoch, neighbours.Fault));
        var best = Assert.Single(neighbours.Posts);
        Assert.Equal("tweet-1", best.PostId);
        Assert.Equal(["dogs", "dog days"], best.Keyphrases);
        Assert.InRange(best.Similarity, 0.5f, 1f);
        // Compare as JSON: records compare lists by reference, and the deserialized message has its own lists.
        Assert.Equal(JsonSerializer.Serialize(post with { Neighbours = prediction.Neighbours }), JsonSerializer.Serialize(prediction));
    }

    [Fact]
    public async Task Should_bound_how_many_and_how_long_they_are()
    {
        await using var service = await MemoryService.StartAsync(
            await postgres.CreateDatabaseAsync(), ("MemoryIndex:MaxNeighbours", "3"), ("MemoryIndex:MaxNeighbourCharacters", "256"));
        var set = MemoryService.NewSet();
        await StoreAsync(service, set,
            [.. Enumerable.Range(0, 9).Select(i => Line($"{i}", $"dog number{i}", null, [], i == 4 ? new string('x', 300) : "dogs"))]);

        Assert.Equal(3, (await service.RecallNeighboursAsync(set.SetId, Post("dog"))).Neighbours!.Posts.Count);
        Assert.Equal(2, (await service.RecallNeighboursAsync(set.SetId, Post("dog number4"))).Neighbours!.Posts.Count);
    }

    [Fact]
    public async Task Should_send_the_post_on_without_neighbours_when_the_set_is_gone()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await StoreAsync(service, set, Line("1", "dog days", null, [], "dogs"));
        await service.PublishAsync(new DeleteMemorySet { SetId = set.SetId });
        await service.Heard.AtLeastAsync<MemorySetDeleted>(1);

        var neighbours = (await service.RecallNeighboursAsync(set.SetId, Post("dog days"))).Neighbours!;

        Assert.Equal((set.SetId, RecalledNeighbours.UnknownMemorySet, null), (neighbours.SetId, neighbours.Fault, neighbours.Epoch));
        Assert.Empty(neighbours.Posts);
        Assert.Equal(
            RecalledNeighbours.UnknownMemorySet, (await service.RecallNeighboursAsync(Guid.NewGuid(), Post("dog days"))).Neighbours!.Fault);
    }

    [Fact]
    public async Task Should_still_know_them_after_a_restart()
    {
        var database = await postgres.CreateDatabaseAsync();
        var set = MemoryService.NewSet();
        await using (var first = await MemoryService.StartAsync(database))
            await StoreAsync(first, set, Line("tweet-1", "dog days", null, [], "dogs"));

        await using var second = await MemoryService.StartAsync(database);
        Assert.Equal("tweet-1", Assert.Single((await second.RecallNeighboursAsync(set.SetId, Post("dog days"))).Neighbours!.Posts).PostId);
    }

    [Fact]
    public async Task Should_keep_two_posts_of_the_same_words_and_one_that_comes_twice_once()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        var one = Line("1", "dog days", null, [], "dogs");
        await StoreAsync(service, set, one, Line("2", "dog days", null, [], "dogs"));

        Assert.Equal(0, (await StoreAsync(service, set, one)).Added);
        Assert.Equal(2, (await service.RecallNeighboursAsync(set.SetId, Post("dog days"))).Neighbours!.Posts.Count);
    }

    private static PredictKeyphrases Post(string text) =>
        new() { CommandId = Guid.NewGuid(), PostId = Guid.NewGuid(), Text = text, Attributes = [] };

    private static string Line(string? id, string text, string? ocr, string[] attributes, params string[] keyphrases) =>
        JsonSerializer.Serialize(new { id, text, ocr, attributes, keyphrases });

    private static async Task<MemoriesStored> StoreAsync(MemoryService service, MemorySetDefinition set, params string[] lines) =>
        await service.StoreAsync(await service.PutChunkAsync(set, MemoryFormat.Posts, 0, lines));
}
