using System.Net;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

public sealed class When_a_question_is_deleted(PostgresFixture postgres)
{
    private const string Path = "/v1/questions/q";

    [Fact(Timeout = 300_000)]
    public async Task Should_be_gone_with_its_answer()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Read = story => [When_a_question_comes_with_a_story.AnswerTo(story)]);
        await AskAsync(gateway, waitSeconds: 50);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, Path)).StatusCode);

        await (await gateway.SendAsync(HttpMethod.Get, Path)).ShouldBeProblemAsync(404, "unknown-question");
        await (await gateway.SendAsync(HttpMethod.Delete, Path)).ShouldBeProblemAsync(404, "unknown-question");
        await (await gateway.SendAsync(HttpMethod.Delete, "/v1/questions/a%20b")).ShouldBeProblemAsync(404, "unknown-question");
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.questions"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_drop_its_answer_that_comes_late_also_when_it_is_asked_again_under_its_id()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await AskAsync(gateway);
        var deleted = (await gateway.Others.HearAsync<ReadStory>(1))[0];
        await gateway.SendAsync(HttpMethod.Delete, Path);

        await AnswerAsync(gateway, deleted, "the garden", answers: 1);
        await (await gateway.SendAsync(HttpMethod.Get, Path)).ShouldBeProblemAsync(404, "unknown-question");

        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(gateway)).StatusCode);
        var again = (await gateway.Others.HearAsync<ReadStory>(2))[1];
        await gateway.Bus.Publish(
            new QuestionUnanswered { QuestionId = deleted.QuestionId, Code = "low-score", Reason = "Late." },
            TestContext.Current.CancellationToken);
        await AnswerAsync(gateway, again, "the kitchen", answers: 3);

        var question = await (await gateway.SendAsync(HttpMethod.Get, Path)).JsonAsync();
        Assert.Equal(("answered", "the kitchen"), (question.GetProperty("state").GetString(), question.GetProperty("answer").GetString()));
    }

    /// <summary>Publishes an answer and waits until the gateway has handled <paramref name="answers"/> messages in total.</summary>
    private static async Task AnswerAsync(GatewayHost gateway, ReadStory story, string text, int answers)
    {
        var answer = When_a_question_comes_with_a_story.AnswerTo(story) with { Answers = [new Answer { Text = text, Score = 0.8f }] };
        await gateway.Bus.Publish(answer, TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(answers);
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayHost gateway, int? waitSeconds = null) =>
        gateway.PostJsonAsync("/v1/questions", new { id = "q", text = "where?", story = new[] { "Mary left." } }, waitSeconds);
}
