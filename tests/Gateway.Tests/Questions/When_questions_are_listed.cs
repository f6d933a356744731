using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

public sealed class When_questions_are_listed(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_come_newest_first_page_by_page_also_while_questions_come_and_go()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        for (var i = 1; i <= 5; i++)
            await AskAsync(gateway, $"q{i}");

        var first = await ListAsync(gateway, "limit=2");
        await AskAsync(gateway, "q6");
        await gateway.SendAsync(HttpMethod.Delete, "/v1/questions/q4");
        var second = await ListAsync(gateway, $"limit=2&cursor={first.Next}");
        var third = await ListAsync(gateway, $"limit=2&cursor={second.Next}");

        Assert.Equal(["q5", "q4"], first.Ids);
        Assert.Equal(["q3", "q2"], second.Ids);
        Assert.Equal(["q1"], third.Ids);
        Assert.Null(third.Next);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_chosen_by_memory_set_state_model_and_time()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            others => others.Read = story => story.Text == "where?" ? [When_a_question_comes_with_a_story.AnswerTo(story)] : []);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        await AskAsync(gateway, "story", "where?", waitSeconds: 50);
        await AskAsync(gateway, "open", "who?", "memn2n");
        var noon = gateway.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        gateway.Clock.Advance(TimeSpan.FromHours(2));
        await gateway.PostJsonAsync("/v1/questions", new { id = "movies", text = "who?", memory = "movies" });

        Assert.Equal(["movies"], (await ListAsync(gateway, "memory=movies")).Ids);
        Assert.Equal(["story"], (await ListAsync(gateway, "state=answered")).Ids);
        Assert.Equal(["movies", "open"], (await ListAsync(gateway, "state=Asked")).Ids);
        // memn2n/1 answered 'story'; 'open' requests memn2n.
        Assert.Equal(["open", "story"], (await ListAsync(gateway, "model=memn2n")).Ids);
        Assert.Equal(["story"], (await ListAsync(gateway, "model=memn2n/1")).Ids);
        Assert.Empty((await ListAsync(gateway, "model=mem")).Ids);
        Assert.Equal(["movies"], (await ListAsync(gateway, $"from={noon:yyyy-MM-ddTHH:mm:ssZ}")).Ids);
        Assert.Equal(["open", "story"], (await ListAsync(gateway, $"to={noon:yyyy-MM-ddTHH:mm:ssZ}")).Ids);
        Assert.Equal(["open"], (await ListAsync(gateway, $"to={noon:yyyy-MM-ddTHH:mm:ssZ}&state=asked")).Ids);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("state=done")]
    [InlineData("from=yesterday")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("cursor=AAAAAAAAAAA")]
    [InlineData("memory=a%00")]
    [InlineData("page=2")]
    public async Task Should_refuse_a_parameter_that_is_wrong(string query)
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        await (await gateway.SendAsync(HttpMethod.Get, "/v1/questions?" + query)).ShouldBeProblemAsync(400, "invalid-query");
    }

    private static async Task AskAsync(GatewayHost gateway, string id, string text = "who?", string? model = null, int? waitSeconds = null)
    {
        var response = await gateway.PostJsonAsync("/v1/questions", new { id, text, model, story = new[] { "Mary left." } }, waitSeconds);
        response.EnsureSuccessStatusCode();
        // Ids created within one millisecond have no defined order.
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
    }

    private static async Task<(List<string> Ids, string? Next)> ListAsync(GatewayHost gateway, string query)
    {
        JsonElement page = await (await gateway.SendAsync(HttpMethod.Get, "/v1/questions?" + query)).JsonAsync();
        var ids = page.GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("id").GetString()!);
        return ([.. ids], page.GetProperty("next").GetString());
    }
}
