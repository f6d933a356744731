using Engram.ApiContracts.Questions;

namespace Engram.EndToEnd.Tests;

/// <summary>Stories with names that were not in the training data, from the gateway to the starter network and back.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_a_story_is_about_strangers(RabbitMqSystem fixture)
{
    [Theory]
    [InlineData("Where is Zoltan?", "Zoltan went to the observatory.|Beatrix went to the bakery.", "observatory")]
    [InlineData("What is Beatrix carrying?", "Beatrix took the saxophone.|Beatrix grabbed the kettle.", "saxophone, kettle")]
    [InlineData("Is Zoltan in the bakery?", "Zoltan went to the observatory.|Beatrix went to the bakery.", "no")]
    public async Task Should_be_answered_in_words_of_the_story(string text, string story, string expected) =>
        Assert.Equal(expected, (await AskAsync(text, story)).Answer);

    [Theory]
    [InlineData("Where is Carlos?", "Zoltan went to the observatory.", "no-such-entity")]
    [InlineData("Who ate the cake?", "Zoltan ate the cake.", "unknown-words")]
    [InlineData("Where is Zoltan?", "Zoltan took the kettle.", "not-told")]
    public async Task Should_be_declined_where_the_story_does_not_tell(string text, string story, string code)
    {
        var question = await AskAsync(text, story);

        Assert.Equal((QuestionState.Unanswered, code, null), (question.State, question.Code, question.Answer));
    }

    private Task<QuestionResource> AskAsync(string text, string story) =>
        fixture.System.Gateway.AskAsync(
            new QuestionRequest { Text = text, Story = story.Split('|') }, TestContext.Current.CancellationToken);
}
