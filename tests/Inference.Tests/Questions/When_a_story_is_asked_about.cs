using Engram.Contracts.Questions;
using Engram.Inference.Tests.Hosting;
using Engram.TestKit;

namespace Engram.Inference.Tests.Questions;

public sealed class When_a_story_is_asked_about(PostgresFixture postgres) : ServiceTest(postgres)
{
    private static readonly string[] Story = ["mary went to the kitchen", "john went to the garden", "mary took the milk"];

    [Fact]
    public async Task Should_answer_with_the_sentences_as_evidence()
    {
        TinyMemoryNetwork.AddPromotedStory(Models, "1", "garden", "kitchen", "office");

        var answer = await AskAsync<QuestionAnswered>(Asked("where john went"));

        Assert.Equal("stories-memnn/1", answer.Model);
        Assert.Null(answer.Epoch);
        Assert.Equal("garden", answer.Answers[0].Text);
        Assert.Equal(3, answer.Answers.Count);
        Assert.InRange(answer.Score!.Value, TinyMemoryNetwork.UnansweredBelow, 1);
        Assert.Equal(TinyMemoryNetwork.UnansweredBelow, answer.UnansweredBelow);
        var best = answer.Hops[0].Memories[0];
        Assert.Equal((2, "john went to the garden"), (best.MemoryId, best.Value));
        Assert.Equal(1, answer.Hops[0].Memories.Sum(memory => memory.Weight) + answer.Hops[0].RestWeight!.Value, tolerance: 1e-5);
    }

    [Fact]
    public async Task Should_tell_the_words_that_the_starter_model_does_not_know()
    {
        Link("babi-memn2n");

        var answer = await AskAsync<QuestionAnswered>(
            Asked("Where is the milk, Clementine?") with { Model = "babi-memn2n", Story = ["Mary took the milk.", "Mary went home to the "
                + "garden."] });

        Assert.Equal(["home", "clementine"], answer.UnknownWords);
    }

    [Fact]
    public async Task Should_answer_by_the_version_promoted_last()
    {
        TinyMemoryNetwork.AddPromotedStory(Models, "1", "garden", "kitchen");
        await AskAsync<QuestionAnswered>(Asked("where john went"));
        TinyMemoryNetwork.AddPromotedStory(Models, "2", "garden", "kitchen");

        await Eventually.HoldsAsync(
            async () => (await AskAsync<QuestionAnswered>(Asked("where john went"))).Model == "stories-memnn/2", "answered by version 2");
    }

    [Fact]
    public async Task Should_name_the_models_there_are_when_there_is_none_of_that_name()
    {
        var declined = await AskAsync<QuestionUnanswered>(Asked("where john went") with { Model = "../babi" });

        Assert.Equal("unknown-model", declined.Code);
        Assert.Null(declined.Model);
        Assert.Contains("'../babi'", declined.Reason, StringComparison.Ordinal);
        Assert.Contains(TinyMemoryNetwork.Name, declined.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_be_given_to_a_model_that_reads_memory_sets()
    {
        var declined = await AskAsync<QuestionUnanswered>(Asked("where john went") with { Model = TinyMemoryNetwork.Name });

        Assert.Equal(("model-does-not-fit", "movies-kv-memnn/1"), (declined.Code, declined.Model));
        Assert.Contains("stories-memnn", declined.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Where is Zoltan?", "Zoltan strolled to the observatory.|Beatrix went to the bakery.", "observatory")]
    [InlineData("where is zoltan", "zoltan went to the observatory|beatrix went to the bakery", "observatory")]
    [InlineData("Where is the saxophone?", "Beatrix went to the bakery.|Beatrix picked up the saxophone.|Beatrix walked to the pier.",
        "pier")]
    [InlineData("Where is the saxophone?", "Beatrix went to the pier.|Beatrix took the saxophone.|Beatrix put down the "
        + "saxophone.|Beatrix went to the bakery.", "pier")]
    [InlineData("Is Zoltan in the bakery?", "Zoltan went to the bakery.|Zoltan travelled to the pier.", "no")]
    [InlineData("Is Zoltan in the pier?", "Zoltan went to the bakery.|Zoltan travelled to the pier.", "yes")]
    [InlineData("What is Beatrix carrying?", "Beatrix went to the pier.|Beatrix took the saxophone.|Beatrix grabbed the kettle.",
        "saxophone, kettle")]
    [InlineData("What is Beatrix carrying?", "Beatrix took the saxophone.|Beatrix dropped the saxophone.", "nothing")]
    [InlineData("Who has the kettle?", "Beatrix took the kettle.|Beatrix handed the kettle to Zoltan.", "Zoltan")]
    public async Task Should_answer_about_anybody(string text, string story, string expected)
    {
        Link("stories-memnn");

        var answer = await AskAsync<QuestionAnswered>(Asked(text) with { Story = story.Split('|') });

        Assert.Equal(expected, answer.Answers[0].Text);
        Assert.Empty(answer.UnknownWords);
    }

    [Theory]
    [InlineData("Where is Carlos?", "Beatrix went to the pier.", "no-such-entity", "")]
    [InlineData("Where is the kettle?", "Beatrix went to the pier.", "no-such-entity", "")]
    [InlineData("Where is the ball?", "Beatrix took the red ball.|Beatrix took the blue ball.", "ambiguous", "")]
    [InlineData("Where is Beatrix?", "Beatrix took the kettle.", "not-told", "")]
    [InlineData("Where is Beatrix?", "Beatrix went to the pier.|Beatrix left the pier.", "not-told", "")]
    [InlineData("Where is Beatrix?", "Beatrix went to the pier.|Beatrix zorped to the bakery.", "unknown-words", "zorped")]
    [InlineData("Who ate the cake?", "Beatrix ate the cake.", "unknown-words", "ate")]
    [InlineData("Où est Marie?", "Marie est allée au jardin.", "unknown-words", "est,allée,au,jardin,marie")]
    public async Task Should_decline_what_the_story_does_not_tell(string text, string story, string code, string unknown)
    {
        Link("stories-memnn");

        var declined = await AskAsync<QuestionUnanswered>(Asked(text) with { Story = story.Split('|') });

        Assert.Equal(code, declined.Code);
        Assert.Equal(unknown, string.Join(',', declined.UnknownWords));
    }

    private void Link(string package) => Directory.CreateSymbolicLink(Path.Combine(Models, package), Repository.PathOf("models", package));

    private async Task<T> AskAsync<T>(ReadStory story)
        where T : class
    {
        await Host.PublishAsync(story);
        return await Host.Heard.FirstAsync<T>(answer => answer switch
        {
            QuestionAnswered answered => answered.QuestionId == story.QuestionId,
            QuestionUnanswered unanswered => unanswered.QuestionId == story.QuestionId,
            _ => false,
        });
    }

    private static ReadStory Asked(string text) => new() { QuestionId = Guid.NewGuid(), Text = text, Story = Story, MaxAnswers = 5 };
}
