using System.Net;
using System.Text;
using System.Text.Json;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

public sealed class When_a_question_is_asked(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_return_answers_with_their_evidence()
    {
        await using var gateway = await StartAsync(question => [AnswerTo(question)]);

        var response = await gateway.PostJsonAsync(
            "/v1/questions", new { text = "who directed Jaws?", memory = "movies", maxAnswers = 2 }, waitSeconds: 50);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["wait=50"], response.Headers.GetValues("Preference-Applied"));
        var question = await response.JsonAsync();
        Assert.Equal($"/v1/questions/{question.GetProperty("id").GetString()}", response.Headers.Location?.OriginalString);
        Assert.Equal("answered", question.GetProperty("state").GetString());
        Assert.Equal(("Steven Spielberg", 0.95f), (question.GetProperty("answer").GetString(), question.GetProperty("score").GetSingle()));
        Assert.Equal("Steven Spielberg", question.GetProperty("answers")[0].GetProperty("text").GetString());
        Assert.Equal("Jaws directed_by", question.GetProperty("evidence")[0].GetProperty("memories")[0].GetProperty("key").GetString());
        Assert.Equal((7, "kv-memnn/1"), (question.GetProperty("epoch").GetInt64(), question.GetProperty("model").GetString()));
        var asked = (await gateway.Others.HearAsync<QuestionAsked>(1))[0];
        Assert.Equal(("who directed Jaws?", 2), (asked.Text, asked.MaxAnswers));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_where_to_ask_when_nobody_waits()
    {
        await using var gateway = await StartAsync(_ => []);

        var response = await gateway.PostJsonAsync("/v1/questions", new { text = "who?", memory = "movies" });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.False(response.Headers.Contains("Preference-Applied"));
        Assert.NotNull(response.Headers.RetryAfter);
        var question = await (await gateway.SendAsync(HttpMethod.Get, response.Headers.Location!.OriginalString)).JsonAsync();
        Assert.Equal("asked", question.GetProperty("state").GetString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_why_there_is_no_answer()
    {
        await using var gateway = await StartAsync(question =>
            [new QuestionUnanswered { QuestionId = question.QuestionId, Code = "low-score", Reason = "No answer is sure.", Epoch = 3,
                Score = 0.1f, Candidates = [new Answer { Text = "1975", Score = 0.2f }] }]);

        var question = await (await gateway.PostJsonAsync("/v1/questions", new { text = "xyzzy", memory = "movies" }, waitSeconds: 50))
            .JsonAsync();

        Assert.Equal(("unanswered", "low-score"), (question.GetProperty("state").GetString(), question.GetProperty("code").GetString()));
        Assert.Equal("No answer is sure.", question.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, question.GetProperty("answer").ValueKind);
        Assert.Equal(0, question.GetProperty("answers").GetArrayLength());
        Assert.Equal(("1975", 0.1f),
            (question.GetProperty("candidates")[0].GetProperty("text").GetString(), question.GetProperty("score").GetSingle()));
        Assert.Equal(3, question.GetProperty("epoch").GetInt64());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_the_first_result()
    {
        await using var gateway = await StartAsync(question => [AnswerTo(question)]);
        var question = await (await gateway.PostJsonAsync("/v1/questions", new { text = "who?", memory = "movies" }, waitSeconds: 50))
            .JsonAsync();
        var id = question.GetProperty("id").GetGuid();

        await gateway.Bus.Publish(
            new QuestionUnanswered { QuestionId = id, Code = "low-score", Reason = "Late." }, TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(2);

        Assert.Equal(question.ToString(), (await (await gateway.SendAsync(HttpMethod.Get, $"/v1/questions/{id}")).JsonAsync()).ToString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_asked_again_and_failed_in_the_end_when_no_answer_comes()
    {
        await using var gateway = await StartAsync(_ => [], ("Gateway:RedriveAfter", "00:01:00"), ("Gateway:MaxRedrives", "1"));
        var response = await gateway.PostJsonAsync("/v1/questions", new { text = "who?", memory = "movies" });

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(61));
        await gateway.Others.HearAsync<QuestionAsked>(2);
        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(121));

        var question = await (await gateway.SendAsync(HttpMethod.Get, response.Headers.Location!.OriginalString)).JsonAsync();
        Assert.Equal(("failed", "no-answer"), (question.GetProperty("state").GetString(), question.GetProperty("code").GetString()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_name_the_known_sets_when_there_is_none_of_that_name()
    {
        await using var gateway = await StartAsync(_ => []);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/books");

        var problem = await (await gateway.PostJsonAsync("/v1/questions", new { text = "who?", memory = "songs" }))
            .ShouldBeProblemAsync(404, "unknown-memory-set");

        Assert.Equal(["books", "movies"], problem.GetProperty("known").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("""{"memory":"movies"}""", 422, "invalid-field")]
    [InlineData("""{"text":" ","memory":"movies"}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?"}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","memory":"movies","maxAnswers":0}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","memory":"movies","maxAnswers":1001}""", 422, "invalid-field")]
    [InlineData("""{"text":"a\u0000","memory":"movies"}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","memory":"a\u0000"}""", 404, "unknown-memory-set")]
    [InlineData("who?", 400, "malformed-json")]
    [InlineData("""{"text":"who?","memory":"movies","story":["a"]}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","story":[]}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","story":["a"," "]}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","story":["a","b","c"]}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","story":["a longer sentence","and another"]}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","memory":"movies","model":""}""", 422, "invalid-field")]
    [InlineData("""{"text":"who?","memory":"movies","model":"a\u0000"}""", 422, "invalid-field")]
    public async Task Should_be_refused_when_it_is_wrong(string body, int status, string problem)
    {
        await using var gateway = await StartAsync(_ => [], ("Gateway:MaxStorySentences", "2"), ("Gateway:MaxStoryCharacters", "20"));
        using var json = new StringContent(body, Encoding.UTF8, "application/json");

        await (await gateway.SendAsync(HttpMethod.Post, "/v1/questions", json)).ShouldBeProblemAsync(status, problem);
    }

    private static QuestionAnswered AnswerTo(QuestionAsked question) => new()
    {
        QuestionId = question.QuestionId,
        Model = "kv-memnn/1",
        Epoch = 7,
        Score = 0.95f,
        Answers = [new Answer { Text = "Steven Spielberg", Score = 0.9f }],
        Hops =
            [new HopEvidence { Hop = 1,
                Memories = [new AddressedMemory { MemoryId = 5, Key = "Jaws directed_by", Value = "Steven Spielberg", Weight = 0.8f }] }],
    };

    private async Task<GatewayHost> StartAsync(Func<QuestionAsked, IEnumerable<object>> ask, params (string, string)[] settings)
    {
        var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others => others.Ask = ask, settings);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        return gateway;
    }
}
