using System.Net;
using System.Text.Json;
using Engram.Contracts.Memories;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Memories;

public sealed class When_facts_are_listed(PostgresFixture postgres)
{
    private static readonly ListedFact Fact = new()
    {
        MemoryId = 41,
        Kind = FactKind.Triple,
        Subject = "Amélie",
        Relation = "directed_by",
        ObjectText = "Jean-Pierre Jeunet",
        Source = "a list",
        StoredAt = new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero),
    };

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_the_memory_page_by_page()
    {
        await using var gateway = await StartAsync(
            others => others.List = request => new FactsListed { Facts = [Fact], Next = request.After == 0 ? 41 : null });

        var first = await (await GetAsync(gateway, "movies/facts?entity=am%C3%A9lie&relation=directed_by&text=jeunet&limit=1")).JsonAsync();
        var cursor = first.GetProperty("next").GetString();
        var second = await (await GetAsync(gateway, $"movies/facts?cursor={cursor}")).JsonAsync();

        Assert.Equal(
            """{"memoryId":41,"kind":"triple","subject":"Am\u00E9lie","relation":"directed_by","object":"Jean-Pierre Jeunet","text":null"""
                + ""","keyphrases":null,"postId":null,"source":"a list","storedAt":"2026-11-30T08:00:00+00:00"}""",
            first.GetProperty("facts")[0].GetRawText());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var asked = gateway.Others.Heard.OfType<ListFacts>().ToList();
        Assert.Equal(
            new ListFacts { SetId = asked[0].SetId, Entity = "amélie", Relation = "directed_by", Text = "jeunet", MaxFacts = 1 }, asked[0]);
        Assert.Equal(new ListFacts { SetId = asked[0].SetId, After = 41, MaxFacts = 50 }, asked[1]);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_so_when_the_memory_does_not_answer()
    {
        await using var gateway = await StartAsync(_ => { }, ("Gateway:MaxListingWait", "00:00:00.5"));

        var response = await GetAsync(gateway, "movies/facts");

        await response.ShouldBeProblemAsync(503, "memory-unavailable");
        Assert.Equal("5", response.Headers.RetryAfter?.ToString());
    }

    [Theory(Timeout = 300_000)]
    [InlineData("movies/facts?cursor=x", 400, "invalid-query")]
    [InlineData("movies/facts?limit=201", 400, "invalid-query")]
    [InlineData("movies/facts?text=+", 400, "invalid-query")]
    [InlineData("movies/facts?entity=%00", 400, "invalid-query")]
    [InlineData("songs/facts", 404, "unknown-memory-set")]
    public async Task Should_refuse_what_can_not_be_asked(string path, int status, string problem)
    {
        await using var gateway = await StartAsync(_ => { });

        await (await GetAsync(gateway, path)).ShouldBeProblemAsync(status, problem);
    }

    private static Task<HttpResponseMessage> GetAsync(GatewayHost gateway, string path) =>
        gateway.SendAsync(HttpMethod.Get, "/v1/memories/" + path);

    private async Task<GatewayHost> StartAsync(Action<OtherServices> others, params (string, string)[] settings)
    {
        var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others, settings);
        Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies")).StatusCode);
        return gateway;
    }
}
