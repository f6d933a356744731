using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.ServiceTestKit;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Recall during imports: each answer comes from a single epoch.</summary>
public sealed class When_a_set_changes_while_it_is_asked(PostgresFixture postgres)
{
    private const int Changes = 25;
    private const int FactsOfChunk = 3;

    [Fact]
    public async Task Should_answer_each_question_from_one_whole_epoch()
    {
        var database = await postgres.CreateDatabaseAsync();
        var heard = new Heard();
        (string, string)[] settings = [("MemoryIndex:MaxRecalledMemories", "10000"), ("MemoryIndex:MaxRecalledCharacters", "1048576")];
        await using var first = await MemoryService.StartAsync(database, heard, settings);
        await using var second = await MemoryService.StartAsync(database, heard, settings);
        var set = MemoryService.NewSet(frequencyCutoff: 100_000);
        await first.StoreAsync(set, Facts(0));

        var writing = Task.WhenAll(ImportAsync(first, set), RevisePostAsync(second, set, heard));
        var answers = new List<MemoriesRecalled>();
        while (!writing.IsCompleted)
        {
            foreach (var service in new[] { first, second })
                answers.Add(Assert.IsType<MemoriesRecalled>(await service.AskAsync(set.SetId, "all")));
        }

        await writing;
        answers.Add(Assert.IsType<MemoriesRecalled>(await first.AskAsync(set.SetId, "all")));
        Assert.Equal((2 * Changes) + 1, answers[^1].Epoch);
        Assert.True(answers.Select(answer => answer.Epoch).Distinct().Count() > 5, "The questions must meet the writes.");
        Assert.All(answers, AssertWhole);
    }

    // Each epoch adds one chunk or one revision of the post. Only the newest revision of the post may be in the answer.
    private static void AssertWhole(MemoriesRecalled answer)
    {
        var posts = answer.Memories.Where(memory => memory.Key.StartsWith("all post", StringComparison.Ordinal))
            .Select(memory => int.Parse(memory.Value[3..])).ToList();
        Assert.InRange(posts.Count, 0, 1);
        var chunks = answer.Memories.Except(answer.Memories.Where(memory => memory.Key.StartsWith("all post", StringComparison.Ordinal)))
            .GroupBy(memory => memory.Key.Split(' ')[1]).ToList();
        Assert.All(chunks, chunk => Assert.Equal(FactsOfChunk, chunk.Count()));
        Assert.Equal(answer.Epoch, chunks.Count + posts.SingleOrDefault());
    }

    private static async Task ImportAsync(MemoryService service, MemorySetDefinition set)
    {
        for (var chunk = 1; chunk <= Changes; chunk++)
            await service.StoreAsync(set, Facts(chunk));
    }

    private static async Task RevisePostAsync(MemoryService service, MemorySetDefinition set, Heard heard)
    {
        for (var revision = 1; revision <= Changes; revision++)
        {
            await service.PublishAsync(
                new RememberPost { Set = set, PostId = "p", Revision = revision, Text = "all post", Attributes = [],
                    Keyphrases = [$"tag{revision}"] });
            await heard.AtLeastAsync<MemorySetChanged>(revision);
        }
    }

    // "all" finds each fact in one direction only: the keys of the reversed facts lack the word.
    private static (string, string, string)[] Facts(int chunk) =>
        [.. Enumerable.Range(0, FactsOfChunk).Select(fact => ($"all chunk{chunk} fact{fact}", "is", $"value{fact}"))];
}
