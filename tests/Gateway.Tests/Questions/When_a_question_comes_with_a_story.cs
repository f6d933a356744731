using System.Net;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

public sealed class When_a_question_comes_with_a_story(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_be_answered_without_a_memory_set()
    {
        await using var gateway = await StartAsync(story => [AnswerTo(story)]);

        var response = await gateway.PostJsonAsync("/v1/questions",
            new { text = "Where is Mary?", story = new[] { "Mary left.", "Mary went home." }, model = "memn2n" }, waitSeconds: 50);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var question = await response.JsonAsync();
        Assert.Equal(
            ("answered", "home", "memn2n/1"), (question.GetProperty("state").GetString(), question.GetProperty("answer").GetString(),
                question.GetProperty("model").GetString()));
        Assert.Equal(
            ["Mary left.", "Mary went home."], question.GetProperty("story").EnumerateArray().Select(sentence => sentence.GetString()));
        Assert.Equal(["left"], question.GetProperty("unexplainedWords").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, question.GetProperty("memory").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, question.GetProperty("epoch").ValueKind);
        var read = (await gateway.Others.HearAsync<ReadStory>(1))[0];
        Assert.Equal(("Where is Mary?", "memn2n", 100), (read.Text, read.Model, read.MaxAnswers));
        Assert.Equal(["Mary left.", "Mary went home."], read.Story);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_asked_again_with_its_story_when_no_answer_comes()
    {
        await using var gateway = await StartAsync(_ => [], ("Gateway:RedriveAfter", "00:01:00"));
        await gateway.PostJsonAsync("/v1/questions", new { text = "Where is Mary?", story = new[] { "Mary left." } });

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(61));

        var read = await gateway.Others.HearAsync<ReadStory>(2);
        Assert.Equal(read[0].Story, read[1].Story);
        Assert.Equal(read[0].QuestionId, read[1].QuestionId);
    }

    internal static QuestionAnswered AnswerTo(ReadStory story) => new()
    {
        QuestionId = story.QuestionId,
        Model = "memn2n/1",
        Score = 0.9f,
        Answers = [new Answer { Text = "home", Score = 0.8f }],
        Hops = [],
        UnknownWords = ["left"],
    };

    private async Task<GatewayHost> StartAsync(Func<ReadStory, IEnumerable<object>> read, params (string, string)[] settings) =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others => others.Read = read, settings);
}
