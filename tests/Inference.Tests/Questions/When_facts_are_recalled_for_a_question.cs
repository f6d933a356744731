using Engram.Contracts.Questions;
using Engram.Inference.Tests.Hosting;
using Engram.TestKit;

namespace Engram.Inference.Tests.Questions;

public sealed class When_facts_are_recalled_for_a_question(PostgresFixture postgres) : ServiceTest(postgres)
{
    private static readonly RecalledMemory[] Facts =
    [
        Fact(11, "Jaws", "directed_by", "Steven Spielberg"), Fact(12, "Jaws", "release_year", "1975"),
        Fact(13, "Anna Karenina", "directed_by", "Joe Wright") with { Source = "list-a", StoredAt = DateTimeOffset.UnixEpoch },
        Fact(14, "Anna Karenina", "directed_by", "Clarence Brown"),
        .. Enumerable.Range(0, 12).Select(i => Fact(100 + i, "Steven Spielberg", "!directed_by", $"Film {i}")),
    ];

    [Fact]
    public async Task Should_answer_with_the_facts_it_rests_on()
    {
        var answer = await AskAsync<QuestionAnswered>(Recalled("Who directed Jaws?", Mention(2, 1, "Jaws")));
        Assert.StartsWith("fact-reader/", answer.Model, StringComparison.Ordinal);
        Assert.Equal((7L, "Steven Spielberg"), (answer.Epoch, Assert.Single(answer.Answers).Text));
        Assert.InRange(answer.Score!.Value, 0.9f, 1);
        Assert.InRange(answer.UnansweredBelow!.Value, 0, answer.Score.Value);
        var hop = Assert.Single(answer.Hops);
        var memory = Assert.Single(hop.Memories);
        Assert.Equal((11L, "Jaws directed_by"), (memory.MemoryId, memory.Key));
        Assert.Equal(1, memory.Weight + hop.RestWeight!.Value, tolerance: 1e-5);
    }

    [Fact]
    public async Task Should_list_as_many_as_are_wanted_and_say_how_many_there_are()
    {
        var recalled = Recalled("Which films did Steven Spielberg direct?", Mention(3, 2, "Steven Spielberg"));
        var all = await AskAsync<QuestionAnswered>(
            recalled with { Cut = [new() { Subject = "Steven Spielberg", Relation = "!directed_by", Facts = 40 }] });
        Assert.Equal((12, 40), (all.Answers.Count, all.AnswersInAll));
        var few = await AskAsync<QuestionAnswered>(Again(recalled) with { MaxAnswers = 3 });
        Assert.Equal((3, 12), (few.Answers.Count, few.AnswersInAll));
    }

    [Fact]
    public async Task Should_show_both_sides_of_a_contradiction_with_their_sources()
    {
        var answer = await AskAsync<QuestionAnswered>(
            Recalled("Who directed Anna Karenina?", Mention(2, 2, "Anna Karenina")) with { SingleValued = ["directed_by"] });
        Assert.Equal([("Joe Wright", "list-a", DateTimeOffset.UnixEpoch), ("Clarence Brown", null, null)],
            answer.Conflict.Select(fact => (fact.Value, fact.Source, fact.StoredAt)));
    }

    [Fact]
    public async Task Should_decline_what_the_facts_do_not_say()
    {
        var declined = await AskAsync<QuestionUnanswered>(Recalled("Which songs are in Jaws?", Mention(4, 1, "Jaws")));
        Assert.Equal((QuestionUnanswered.NoSuchRelation, 7L), (declined.Code, declined.Epoch));
        Assert.NotEmpty(declined.Candidates);
    }

    [Fact]
    public async Task Should_say_as_what_a_misspelt_name_was_read()
    {
        var answer = await AskAsync<QuestionAnswered>(
            Recalled("Which films did Steven Speilberg direct?",
                Mention(3, 2, "Steven Spielberg") with { Match = MentionMatch.Corrected, Edits = 1 }));
        Assert.Equal(("steven speilberg", "Steven Spielberg"), answer.ReadAs.Select(name => (name.Asked, name.Name)).Single());
    }

    [Fact]
    public async Task Should_refuse_a_model_that_is_not_there()
    {
        var declined = await AskAsync<QuestionUnanswered>(
            Recalled("Who directed Jaws?", Mention(2, 1, "Jaws")) with { Model = "no-such-model" });
        Assert.Equal("unknown-model", declined.Code);
    }

    [Fact]
    public async Task Should_answer_alike_alone_and_among_others()
    {
        var alone = await AskAsync<QuestionAnswered>(Recalled("Who directed Jaws?", Mention(2, 1, "Jaws")));
        var together = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => AskAsync<QuestionAnswered>(Recalled("Who directed Jaws?", Mention(2, 1, "Jaws")))));
        Assert.All(together, answer => Assert.Equal(alone.Score!.Value, answer.Score!.Value, tolerance: 1e-5f));
    }

    private async Task<T> AskAsync<T>(MemoriesRecalled recalled)
        where T : class
    {
        await Host.PublishAsync(recalled);
        return await Host.Heard.FirstAsync<T>(outcome => IdOf(outcome) == recalled.QuestionId);
    }

    private static Guid IdOf(object outcome) => outcome switch
    {
        QuestionAnswered answered => answered.QuestionId,
        QuestionUnanswered unanswered => unanswered.QuestionId,
        _ => Guid.Empty,
    };

    private static MemoriesRecalled Again(MemoriesRecalled recalled) => recalled with { QuestionId = Guid.NewGuid() };

    private static MemoriesRecalled Recalled(string text, params EntityMention[] mentions) => new()
    {
        QuestionId = Guid.NewGuid(),
        SetId = Guid.NewGuid(),
        Text = text,
        MaxAnswers = 100,
        Epoch = 7,
        Memories = Facts,
        Mentions = mentions,
    };

    private static EntityMention Mention(int start, int length, string entity) =>
        new() { Start = start, Length = length, Entities = [entity], Match = MentionMatch.Exact };

    private static RecalledMemory Fact(long id, string subject, string relation, string value) =>
        new() { MemoryId = id, Key = $"{subject} {relation}", Value = value, Subject = subject, Relation = relation };
}
