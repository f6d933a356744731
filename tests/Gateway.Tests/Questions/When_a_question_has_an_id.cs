using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

public sealed class When_a_question_has_an_id(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_be_the_same_question_when_it_comes_again()
    {
        await using var gateway = await StartAsync(story => [When_a_question_comes_with_a_story.AnswerTo(story)]);

        var first = await AskAsync(gateway, "quiz:1", waitSeconds: 50);
        var second = await AskAsync(gateway, "quiz:1");

        Assert.Equal("/v1/questions/quiz:1", first.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var question = await first.JsonAsync();
        Assert.Equal("quiz:1", question.GetProperty("id").GetString());
        Assert.Equal(question.ToString(), (await second.JsonAsync()).ToString());
        Assert.Equal(question.ToString(), (await (await gateway.SendAsync(HttpMethod.Get, "/v1/questions/quiz:1")).JsonAsync()).ToString());
        Assert.Single(gateway.Others.Heard.OfType<ReadStory>());
    }

    [Theory(Timeout = 300_000)]
    [InlineData("""{"id":"q","text":"where is John?","story":["Mary left."]}""")]
    [InlineData("""{"id":"q","text":"where?","story":["Mary left.","John left."]}""")]
    [InlineData("""{"id":"q","text":"where?","memory":"movies"}""")]
    [InlineData("""{"id":"q","text":"where?","story":["Mary left."],"model":"memn2n"}""")]
    [InlineData("""{"id":"q","text":"where?","story":["Mary left."],"maxAnswers":4}""")]
    public async Task Should_be_a_conflict_when_another_comes_under_it(string other)
    {
        await using var gateway = await StartAsync(_ => []);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(gateway, "q")).StatusCode);

        using var json = new StringContent(other, Encoding.UTF8, "application/json");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/questions", json)).ShouldBeProblemAsync(409, "id-conflict");

        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(gateway, "q")).StatusCode);
        Assert.Equal(1, await gateway.ScalarAsync<int>("select count(*) from gateway.questions"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_asked_once_when_it_comes_many_times_at_once()
    {
        await using var gateway = await StartAsync(_ => []);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => AskAsync(gateway, "q")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Equal(1, await gateway.ScalarAsync<int>("select count(*) from gateway.questions"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_known_again_after_its_memory_set_is_gone()
    {
        await using var gateway = await StartAsync(_ => []);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        var question = new { id = "q", text = "who?", memory = "movies" };
        await gateway.PostJsonAsync("/v1/questions", question);
        await gateway.SendAsync(HttpMethod.Delete, "/v1/memories/movies");

        Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/questions", question)).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_found_by_a_UUID_however_it_is_written()
    {
        await using var gateway = await StartAsync(_ => []);

        var question = await (await AskAsync(gateway, "0198C8F4-2B6A-7C3D-9E4F-112233445566")).JsonAsync();
        var found = await gateway.SendAsync(HttpMethod.Get, "/v1/questions/0198C8F4-2B6A-7C3D-9E4F-112233445566");

        Assert.Equal("0198c8f4-2b6a-7c3d-9e4f-112233445566", question.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_made_up_where_none_is_given()
    {
        await using var gateway = await StartAsync(_ => []);

        var question = await (await AskAsync(gateway, id: null)).JsonAsync();

        var id = question.GetProperty("id").GetGuid();
        Assert.Equal(7, id.Version);
        Assert.Equal(id, (await gateway.Others.HearAsync<ReadStory>(1))[0].QuestionId);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, $"/v1/questions/{id}")).StatusCode);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("..")]
    public async Task Should_be_refused_when_no_path_can_hold_it(string id)
    {
        await using var gateway = await StartAsync(_ => []);

        await (await AskAsync(gateway, id)).ShouldBeProblemAsync(422, "invalid-id");
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/questions/a%20b")).ShouldBeProblemAsync(404, "unknown-question");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_to_the_first_line_of_a_stream_that_has_it()
    {
        await using var gateway = await StartAsync(_ => []);
        string[] lines =
        [
            """{"id":"q","text":"where?","story":["Mary left."]}""",
            """{"id":"q","text":"who?","story":["Mary left."]}""",
            """{"id":"q","text":"where?","story":["Mary left."]}""",
            """{"id":"r","text":"who?","story":["Mary left."]}""",
        ];

        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/questions", body);

        var answers = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [202, 409, 202, 202],
            answers.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(answer => JsonDocument.Parse(answer).RootElement.GetProperty("status").GetInt32()));
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayHost gateway, string? id, int? waitSeconds = null) =>
        gateway.PostJsonAsync("/v1/questions", new { id, text = "where?", story = new[] { "Mary left." } }, waitSeconds);

    private async Task<GatewayHost> StartAsync(Func<ReadStory, IEnumerable<object>> read) =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others => others.Read = read);
}
