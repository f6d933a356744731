using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.ServiceTestKit;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Indexing and unindexing of tagged posts.</summary>
public sealed class When_posts_are_remembered(PostgresFixture postgres)
{
    private static readonly (string, string) NoPolling = ("MemoryIndex:PollInterval", "00:10:00");

    [Fact]
    public async Task Should_answer_from_a_post_until_it_is_forgotten()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();

        await SendAsync(service, Remember(set, "tweet-1", 1, "Dog days are over", "dogs", "florence"),
            Remember(set, "tweet-2", 2, "Winter is coming", "got"));
        Assert.Equal(["dog days are over park dog -> dogs", "dog days are over park dog -> florence"],
            await service.RecallAsync(set.SetId, "which tags go with days?"));
        Assert.Equal("tweet-1", Assert.Single((await service.RecallNeighboursAsync(set.SetId, Post("days"))).Neighbours!.Posts).PostId);

        await SendAsync(service, Forget(set, "tweet-1", 1));
        Assert.IsType<QuestionUnanswered>(await service.AskAsync(set.SetId, "which tags go with days?"));
        Assert.Single(await service.RecallAsync(set.SetId, "winter"));
        Assert.Equal(
            [(1, 1), (2, 2), (3, 1)], (await service.Heard.AtLeastAsync<MemorySetChanged>(3))
                .Select(changed => (changed.Statistics.Epoch, changed.Statistics.Memories)));
        Assert.Equal(1, await service.CountAsync("memory.memories"));
    }

    [Fact]
    public async Task Should_come_to_the_same_in_whatever_order_messages_come_and_how_often()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var random = new Random(11);
        var sets = new List<(MemorySetDefinition Set, bool IsGone)>();
        foreach (var isGone in Enumerable.Repeat(new[] { false, true }, 6).SelectMany(both => both))
        {
            var set = MemoryService.NewSet();
            // Post, delete, post again, and in some rounds delete again.
            object[] messages = [Remember(set, "p", 1, "old words", "old"), Forget(set, "p", 1), Remember(set, "p", 5, "new words", "new"),
                .. isGone ? [Forget(set, "p", 5)] : Array.Empty<object>()];
            messages = [.. messages, .. messages];
            random.Shuffle(messages);
            await SendAsync(service, messages);
            sets.Add((set, isGone));
        }

        foreach (var (set, isGone) in sets)
        {
            var outcome = await service.AskAsync(set.SetId, "words");
            if (isGone)
                Assert.IsType<QuestionUnanswered>(outcome);
            else
                Assert.Equal("new", Assert.Single(Assert.IsType<MemoriesRecalled>(outcome).Memories).Value);
        }
    }

    [Fact]
    public async Task Should_put_a_later_revision_in_place_of_the_earlier()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();

        await SendAsync(service, Remember(set, "p", 1, "dog days", "dogs"), Remember(set, "p", 2, "dog days", "dogs", "park"),
            Remember(set, "p", 3, "dog days", "dogs", "park"));

        Assert.Equal(["dog days park dog -> dogs", "dog days park dog -> park"], await service.RecallAsync(set.SetId, "dog"));
        Assert.Equal(2, Index(service, set).Epoch);
        await SendAsync(service, Forget(set, "p", 3));
        Assert.Equal(0, await service.CountAsync("memory.memories"));
    }

    [Fact]
    public async Task Should_be_followed_by_other_replicas_and_be_the_same_after_a_restart()
    {
        var database = await postgres.CreateDatabaseAsync();
        var heard = new Heard();
        await using var writer = await MemoryService.StartAsync(database, heard, NoPolling);
        var set = MemoryService.NewSet();
        await using (var follower = await MemoryService.StartAsync(database, heard, NoPolling))
        {
            await Eventually.HoldsAsync(() => follower.Sets.IsLoaded, "loaded");
            await SendAsync(writer, [.. Enumerable.Range(1, 12).Select(i => Remember(set, $"p{i}", i, $"post{i} of all", "tag"))]);
            await Eventually.HoldsAsync(
                () => follower.Sets.TryGet(set.SetId, out var index) && index!.Memories == 12, "the posts were followed");
            await SendAsync(writer, [.. Enumerable.Range(1, 9).Select(i => Forget(set, $"p{i}", i))]);
            await Eventually.HoldsAsync(() => follower.Sets.TryGet(set.SetId, out var index) && index!.Epoch == 21 && !index.IsUntidy,
                "their leaving was followed, and tidied up");
            Assert.Equal(3, (await follower.RecallAsync(set.SetId, "all")).Count());
        }

        await using var again = await MemoryService.StartAsync(database, heard, NoPolling);
        Assert.Equal(await writer.RecallAsync(set.SetId, "all"), await again.RecallAsync(set.SetId, "all"));
        Assert.Equal(Index(writer, set).Statistics, Index(again, set).Statistics);
    }

    [Fact]
    public async Task Should_read_the_set_whole_when_it_is_too_far_behind()
    {
        var database = await postgres.CreateDatabaseAsync();
        var set = MemoryService.NewSet();
        await using var service = await MemoryService.StartAsync(database, ("MemoryIndex:ListedEpochs", "2"));
        await SendAsync(service, [.. Enumerable.Range(1, 5).Select(i => Remember(set, $"p{i}", i, "word", "tag"))]);
        var reader = service.Of<MemoryIndex.Storage.MemoryReader>();
        var old = await reader.ReadAsync(set.SetId, null, TestContext.Current.CancellationToken);

        await SendAsync(service, [.. Enumerable.Range(1, 4).Select(i => Forget(set, $"p{i}", i))]);

        Assert.Equal(2, await service.CountAsync("memory.left_memories"));
        Assert.Equal(1, (await reader.ReadAsync(set.SetId, old, TestContext.Current.CancellationToken))!.Memories);
    }

    [Fact]
    public async Task Should_drop_what_comes_for_a_deleted_set_or_can_never_be_found()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var (deleted, living) = (MemoryService.NewSet(), MemoryService.NewSet());
        await service.PublishAsync(new DeleteMemorySet { SetId = deleted.SetId });
        await service.Heard.AtLeastAsync<MemorySetDeleted>(1);

        await SendAsync(service, Remember(deleted, "p", 1, "words", "tag"), Remember(living, "q", 2, "words"),
            Remember(living, "r", 3, "words", "a;b"));

        Assert.Equal(0, await service.CountAsync("memory.memories"));
        Assert.Empty(service.Heard.Of<MemorySetChanged>());
    }

    private static MemorySearch.Index.KeyHashIndex Index(MemoryService service, MemorySetDefinition set) =>
        service.Sets.TryGet(set.SetId, out var index) ? index! : throw new InvalidOperationException("The set is not there.");

    private static RememberPost Remember(MemorySetDefinition set, string postId, long revision, string text, params string[] keyphrases) =>
        new()
    {
        Set = set,
        PostId = postId,
        Revision = revision,
        Text = text,
        OcrText = "PARK",
        Attributes = ["dog"],
        Keyphrases = keyphrases,
    };

    private static ForgetPost Forget(MemorySetDefinition set, string postId, long revision) =>
        new() { Set = set, PostId = postId, Revision = revision };

    private static PredictKeyphrases Post(string text) =>
        new() { CommandId = Guid.NewGuid(), PostId = Guid.NewGuid(), Text = text, Attributes = [] };

    /// <summary>Sends messages one at a time and waits until each is handled.</summary>
    private static async Task SendAsync(MemoryService service, params object[] messages)
    {
        foreach (var message in messages)
        {
            var messageId = Guid.NewGuid();
            if (message is RememberPost remember)
                await service.PublishAsync(remember, messageId);
            else
                await service.PublishAsync((ForgetPost)message, messageId);
            await Eventually.HoldsAsync(
                async () => await service.CountAsync($"memory.inbox where message_id = '{messageId}'") == 1, "it was handled");
        }
    }
}
