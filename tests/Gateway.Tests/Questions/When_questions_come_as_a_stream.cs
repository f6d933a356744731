using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

public sealed class When_questions_come_as_a_stream(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_answer_each_line_by_its_number_and_let_bad_lines_fail_alone()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Read = story => [When_a_question_comes_with_a_story.AnswerTo(story)]);

        var lines = await SendAsync(
            gateway,
            """{"text":"Where is Mary?","story":["Mary went home."]}""",
            "not json",
            """{"text":"who?"}""",
            "",
            """{"text":"who?","memory":"songs"}""",
            """{"text":"Where is John?","story":["John went home."]}""");

        Assert.Equal(["1:200 answered", "2:400 malformed-json", "3:422 invalid-field", "5:404 unknown-memory-set", "6:200 answered"],
            lines.Select(Summary));
        Assert.Equal("Where is John?", lines[^1].GetProperty("question").GetProperty("text").GetString());
        Assert.Equal(2, await gateway.ScalarAsync<int>("select count(*) from gateway.questions"));
    }

    private static string Summary(JsonElement line) => line.GetProperty("problem") is { ValueKind: JsonValueKind.Object } problem
        ? $"{line.GetProperty("line")}:{line.GetProperty("status")} {problem.GetProperty("type").GetString()!.Split(':')[^1]}"
        : $"{line.GetProperty("line")}:{line.GetProperty("status")} {line.GetProperty("question").GetProperty("state")}";

    private static async Task<IReadOnlyList<JsonElement>> SendAsync(GatewayHost gateway, params string[] lines)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/questions", body, waitSeconds: 30);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
