using Engram.Contracts.Questions;
using Engram.Inference.Tests.Hosting;
using Engram.TestKit;

namespace Engram.Inference.Tests.Questions;

public sealed class When_memories_are_recalled_for_a_question(PostgresFixture postgres) : ServiceTest(postgres)
{
    private static readonly RecalledMemory[] Movies =
    [
        new() { MemoryId = 11, Key = "jaws directed_by", Value = "Steven Spielberg" },
        new() { MemoryId = 12, Key = "jaws release_year", Value = "1975" },
        new() { MemoryId = 13, Key = "alien directed_by", Value = "Ridley Scott" },
        new() { MemoryId = 14, Key = "duel directed_by", Value = "steven spielberg" },
    ];

    protected override (string, string)[] Settings => [("Inference:Questions:EvidenceMemories", "2")];

    [Fact]
    public async Task Should_answer_with_the_evidence_of_each_hop()
    {
        var recalled = Recalled("jaws directed_by");
        var answer = await AskAsync(recalled);

        Assert.Equal("movies-kv-memnn/1", answer.Model);
        Assert.Equal(7, answer.Epoch);
        Assert.Equal("Steven Spielberg", answer.Answers[0].Text);
        Assert.InRange(answer.Answers[0].Score, TinyMemoryNetwork.UnansweredBelow, 1f);
        var hop = Assert.Single(answer.Hops);
        Assert.Equal(1, hop.Hop);
        Assert.Equal([11, 12], hop.Memories.Select(memory => memory.MemoryId));
        Assert.Equal("jaws directed_by", hop.Memories[0].Key);
        Assert.Equal("Steven Spielberg", hop.Memories[0].Value);
        // The keys share 2, 1, 1 and 1 words with the question; the weights are softmax(5 x) of these counts.
        Assert.Equal(1 / (1 + (3 * Math.Exp(-5))), hop.Memories[0].Weight, tolerance: 1e-5);
        Assert.Equal(1, hop.Memories.Sum(memory => memory.Weight) + hop.RestWeight!.Value, tolerance: 1e-5);
        Assert.InRange(answer.Score!.Value, TinyMemoryNetwork.UnansweredBelow, 1);
        Assert.Equal(TinyMemoryNetwork.UnansweredBelow, answer.UnansweredBelow);
    }

    [Fact]
    public async Task Should_give_no_more_answers_than_wanted_and_the_best_first()
    {
        var answer = await AskAsync(Recalled("jaws directed_by") with { MaxAnswers = 2 });
        Assert.Equal(2, answer.Answers.Count);
        Assert.True(answer.Answers[0].Score > answer.Answers[1].Score);
    }

    [Fact]
    public async Task Should_count_equal_values_as_one_answer()
    {
        var answer = await AskAsync(Recalled("jaws directed_by") with { MaxAnswers = 100 });
        Assert.Equal(["Steven Spielberg", "1975", "Ridley Scott"],
            answer.Answers.Select(one => one.Text).OrderBy(text => Array.FindIndex(Movies, movie => movie.Value == text)));
        Assert.Equal(1, answer.Answers.Sum(one => one.Score), tolerance: 1e-5);
    }

    [Fact]
    public async Task Should_decline_rather_than_guess()
    {
        // No key shares a word with the question: all three memories get equal weight, and "no answer" is the most probable.
        var recalled = Recalled("who was it") with { Memories = [.. Movies.Take(3)] };
        await Host.PublishAsync(recalled);
        var declined = await Host.Heard.FirstAsync<QuestionUnanswered>(answer => answer.QuestionId == recalled.QuestionId);

        Assert.Equal("low-score", declined.Code);
        Assert.Equal("movies-kv-memnn/1", declined.Model);
        Assert.Equal(7, declined.Epoch);
        Assert.Contains("of 3 candidates", declined.Reason, StringComparison.Ordinal);
        Assert.Contains("under the 0.600", declined.Reason, StringComparison.Ordinal);
        Assert.Equal(3, declined.Candidates.Count);
        Assert.InRange(declined.Score!.Value, 0, TinyMemoryNetwork.UnansweredBelow);
        Assert.Equal(TinyMemoryNetwork.UnansweredBelow, declined.UnansweredBelow);
        Assert.NotEmpty(declined.Hops);
    }

    [Fact]
    public async Task Should_decline_a_question_with_words_that_no_memory_holds()
    {
        var recalled = Recalled("who directed jaws and zorbatron");
        await Host.PublishAsync(recalled);
        var declined = await Host.Heard.FirstAsync<QuestionUnanswered>(answer => answer.QuestionId == recalled.QuestionId);
        Assert.Equal(QuestionUnanswered.NoSuchEntity, declined.Code);
        Assert.Equal(["zorbatron"], declined.UnknownWords);
    }

    [Fact]
    public async Task Should_read_no_more_memories_than_the_model_can()
    {
        var answer = await AskAsync(Recalled("jaws directed_by") with { Memories = [.. Movies, .. Movies, .. Movies] });
        Assert.All(answer.Hops[0].Memories, memory => Assert.InRange(memory.MemoryId, 11, 14));
        // Four memories plus the first one again: two of the five share both words.
        Assert.Equal(1 / (2 + (3 * Math.Exp(-5))), answer.Hops[0].Memories[0].Weight, tolerance: 1e-5);
    }

    [Fact]
    public async Task Should_answer_alike_alone_and_among_others()
    {
        var alone = await AskAsync(Recalled("jaws directed_by"));
        var many = Enumerable.Range(0, 40)
            .Select(
                i => i % 2 == 0 ? Recalled("jaws directed_by")
                    : Recalled("alien directed_by by whom") with { Memories = [.. Movies.Take(3)] })
            .ToArray();
        var together = await Task.WhenAll(many.Select(AskAsync));

        Assert.All(together.Where((_, i) => i % 2 == 0), answer =>
        {
            Assert.Equal(alone.Answers.Select(one => one.Text), answer.Answers.Select(one => one.Text));
            Assert.All(alone.Answers.Zip(answer.Answers), pair => Assert.Equal(pair.First.Score, pair.Second.Score, tolerance: 1e-5f));
        });
        Assert.All(together.Where((_, i) => i % 2 == 1), answer => Assert.Equal("Ridley Scott", answer.Answers[0].Text));
    }

    private async Task<QuestionAnswered> AskAsync(MemoriesRecalled recalled)
    {
        await Host.PublishAsync(recalled);
        return await Host.Heard.FirstAsync<QuestionAnswered>(answer => answer.QuestionId == recalled.QuestionId);
    }

    private static MemoriesRecalled Recalled(string text) => new()
    {
        QuestionId = Guid.NewGuid(),
        SetId = Guid.NewGuid(),
        Text = text,
        MaxAnswers = 3,
        Epoch = 7,
        Memories = Movies,
    };
}
