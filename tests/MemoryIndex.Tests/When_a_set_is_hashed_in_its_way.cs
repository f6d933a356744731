using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Hashing strategies of memory sets in the memory-index service.</summary>
public sealed class When_a_set_is_hashed_in_its_way(PostgresFixture postgres)
{
    private static readonly (string, string, string)[] Jaws =
        [("Jaws", "directed_by", "Steven Spielberg"), ("Jaws 2", "directed_by", "Jeannot Szwarc"), ("Jaws", "has_genre", "horror")];

    [Fact]
    public async Task Should_find_by_entities_also_after_a_restart()
    {
        var database = await postgres.CreateDatabaseAsync();
        var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Entities };
        await using (var service = await MemoryService.StartAsync(database))
        {
            await service.StoreAsync(set, Jaws);
            Assert.Equal("Jaws 2 directed_by -> Jeannot Szwarc", (await service.RecallAsync(set.SetId, "who directed Jaws 2?")).First());
        }

        await using var again = await MemoryService.StartAsync(database);
        var recalled = Assert.IsType<MemoriesRecalled>(await again.AskAsync(set.SetId, "who directed Jaws 2?"));
        // The longest name comes first. Inference decides whether it or the shorter name inside it is meant.
        Assert.Equal([("Jaws 2", 2, 2), ("Jaws", 2, 1)],
            recalled.Mentions.Select(mention => (mention.Entities.Single(), mention.Start, mention.Length)));
        Assert.Equal(("Jaws 2", "directed_by", "Jeannot Szwarc"),
            (recalled.Memories[0].Subject, recalled.Memories[0].Relation, recalled.Memories[0].Value));
        var unanswered = Assert.IsType<QuestionUnanswered>(await again.AskAsync(set.SetId, "who directed it?"));
        Assert.Equal(
            "No memory has a key that names an entity of fewer than 1000 keys among these words: who, directed, it.", unanswered.Reason);
    }

    [Fact]
    public async Task Should_compare_with_every_memory_by_scan()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Scan };
        await service.StoreAsync(set, Jaws);
        Assert.Equal(6, (await service.RecallAsync(set.SetId, "unheard of")).Count());
    }

    [Fact]
    public async Task Should_drop_buckets_over_their_cap()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet() with { BucketCap = 1 };
        await service.StoreAsync(set, Jaws);
        Assert.Equal(["Jaws has_genre -> horror"], await service.RecallAsync(set.SetId, "jaws has_genre"));
    }

    [Fact]
    public async Task Should_find_by_clusters_of_the_word_vectors_that_are_configured()
    {
        var vectors = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            vectors, "director 1 0.1\ndirected_by 1 0\nhas_genre 0 1\nhorror 0.1 1\n", TestContext.Current.CancellationToken);
        try
        {
            await using var service = await MemoryService.StartAsync(
                await postgres.CreateDatabaseAsync(), ("MemoryIndex:WordVectors", vectors));
            var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Clusters, Clusters = 2 };
            await service.StoreAsync(set, Jaws);
            Assert.Equal(["Jaws 2 directed_by -> Jeannot Szwarc", "Jaws directed_by -> Steven Spielberg"],
                await service.RecallAsync(set.SetId, "director"));
        }
        finally
        {
            File.Delete(vectors);
        }
    }

    [Fact]
    public async Task Should_refuse_clusters_without_word_vectors_and_say_what_is_missing()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet() with { Hashing = HashingStrategy.Clusters };

        await service.PublishAsync(await service.PutTriplesAsync(set, Jaws));

        var refused = (await service.Heard.AtLeastAsync<MemoriesRefused>(1)).Single();
        Assert.Equal(("memory-set-not-hashed", set.SetId), (refused.Code, refused.SetId));
        Assert.Equal("The set is hashed by clusters of word vectors, and MemoryIndex:WordVectors names no file of them; set it, or make "
            + "the set with another hashing.", refused.Reason);
        Assert.Equal(0, await service.CountAsync("memory.sets"));
    }

    [Fact]
    public async Task Should_serve_the_other_sets_when_one_lost_its_word_vectors()
    {
        var vectors = Path.GetTempFileName();
        await File.WriteAllTextAsync(vectors, "director 1 0\nhas_genre 0 1\n", TestContext.Current.CancellationToken);
        var database = await postgres.CreateDatabaseAsync();
        var (clustered, plain) = (MemoryService.NewSet() with { Hashing = HashingStrategy.Clusters, Clusters = 2 }, MemoryService.NewSet());
        await using (var service = await MemoryService.StartAsync(database, ("MemoryIndex:WordVectors", vectors)))
        {
            await service.StoreAsync(clustered, Jaws);
            await service.StoreAsync(plain, Jaws);
        }

        File.Delete(vectors);
        await using var again = await MemoryService.StartAsync(database, ("MemoryIndex:WordVectors", vectors));
        await Eventually.HoldsAsync(() => again.Sets.IsLoaded, "loaded");
        Assert.Equal(3, (await again.RecallAsync(plain.SetId, "jaws")).Count());
        var unanswered = Assert.IsType<QuestionUnanswered>(await again.AskAsync(clustered.SetId, "jaws"));
        Assert.Equal("memory-set-not-hashed", unanswered.Code);
        Assert.EndsWith(
            $"and {vectors}, which MemoryIndex:WordVectors names, does not exist.", unanswered.Reason, StringComparison.Ordinal);
    }
}
