using System.Net;
using System.Text;
using Engram.Contracts.Memories;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Memories;

public sealed class When_a_memory_set_is_made(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_be_there_and_stay_the_same_when_made_again()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        var made = await PutAsync(gateway, "movies", """{"frequencyCutoff":500,"windowWords":9}""");
        var again = await PutAsync(gateway, "movies", """{"frequencyCutoff":500,"windowWords":9}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (made.StatusCode, again.StatusCode));
        Assert.Equal("/v1/memories/movies", made.Headers.Location?.OriginalString);
        var set = await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).JsonAsync();
        Assert.Equal((500, 9), (set.GetProperty("frequencyCutoff").GetInt32(), set.GetProperty("windowWords").GetInt32()));
        Assert.Equal(0, set.GetProperty("statistics").GetProperty("memories").GetInt64());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_hashed_by_entities_and_have_the_papers_options_by_default()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        var set = await (await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies")).JsonAsync();

        Assert.Equal("entities", set.GetProperty("hashing").GetString());
        Assert.Equal((1000, 7), (set.GetProperty("frequencyCutoff").GetInt32(), set.GetProperty("windowWords").GetInt32()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_hashed_as_it_asks()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        const string options = """{"hashing":"clusters","bucketCap":1000,"clusters":500}""";

        await PutAsync(gateway, "movies", options);

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(gateway, "movies", options)).StatusCode);
        var set = await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).JsonAsync();
        Assert.Equal(("clusters", 1000, 500),
            (set.GetProperty("hashing").GetString(), set.GetProperty("bucketCap").GetInt32(), set.GetProperty("clusters").GetInt32()));
        var problem = await (await PutAsync(gateway, "movies", """{"hashing":"scan"}""")).ShouldBeProblemAsync(409, "memory-set-differs");
        Assert.Contains("""{"hashing":"clusters","frequencyCutoff":1000,"bucketCap":1000,"clusters":500,"windowWords":7}""", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("words", "{}")]
    [InlineData("entities", """{"frequencyCutoff":1000}""")]
    public async Task Should_keep_its_hashing_when_it_is_made_again_without_any(string hashing, string again)
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await PutAsync(gateway, "movies", $$"""{"hashing":"{{hashing}}"}""");

        var response = await PutAsync(gateway, "movies", again);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(hashing, (await response.JsonAsync()).GetProperty("hashing").GetString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_change_its_options()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await PutAsync(gateway, "movies", "{}");

        await (await PutAsync(gateway, "movies", """{"windowWords":9}""")).ShouldBeProblemAsync(409, "memory-set-differs");
    }

    [Theory(Timeout = 300_000)]
    [InlineData("Movies", "{}", 422, "invalid-memory-name")]
    [InlineData("-movies", "{}", 422, "invalid-memory-name")]
    [InlineData("a_b", "{}", 422, "invalid-memory-name")]
    [InlineData("movies", """{"windowWords":8}""", 422, "invalid-field")]
    [InlineData("movies", """{"windowWords":101}""", 422, "invalid-field")]
    [InlineData("movies", """{"frequencyCutoff":0}""", 422, "invalid-field")]
    [InlineData("movies", """{"frequencyCutoff":"many"}""", 422, "invalid-field")]
    [InlineData("movies", """{"hashing":"guess"}""", 422, "invalid-field")]
    [InlineData("movies", """{"bucketCap":0}""", 422, "invalid-field")]
    [InlineData("movies", """{"clusters":0}""", 422, "invalid-field")]
    [InlineData("movies", """{"clusters":65537}""", 422, "invalid-field")]
    [InlineData("movies", "{", 400, "malformed-json")]
    public async Task Should_be_refused_when_it_is_wrong(string name, string body, int status, string problem)
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        await (await PutAsync(gateway, name, body)).ShouldBeProblemAsync(status, problem);
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/" + name)).ShouldBeProblemAsync(404, "unknown-memory-set");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_listed_by_name()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await Task.WhenAll(new[] { "c", "a", "b", "a" }.Select(name => PutAsync(gateway, name, "{}")));

        var list = await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories")).JsonAsync();

        Assert.Equal(["a", "b", "c"], list.GetProperty("memories").EnumerateArray().Select(set => set.GetProperty("name").GetString()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_gone_at_once_when_deleted_and_its_name_free_for_another()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await PutAsync(gateway, "movies", "{}");
        var id = await gateway.ScalarAsync<string>("select id::text from gateway.memory_sets");

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, "/v1/memories/movies")).StatusCode);

        await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).ShouldBeProblemAsync(404, "unknown-memory-set");
        await (await gateway.SendAsync(HttpMethod.Delete, "/v1/memories/movies")).ShouldBeProblemAsync(404, "unknown-memory-set");
        var forget = (await gateway.Others.HearAsync<DeleteMemorySet>(1))[0];
        Assert.Equal(id, forget.SetId.ToString());
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(gateway, "movies", """{"windowWords":9}""")).StatusCode);

        await gateway.SweepAfterAsync(TimeSpan.FromMinutes(3));
        await gateway.Others.HearAsync<DeleteMemorySet>(2);
        await gateway.Bus.Publish(new MemorySetDeleted { SetId = forget.SetId }, TestContext.Current.CancellationToken);
        while (await gateway.ScalarAsync<int>("select count(*) from gateway.memory_sets") > 1)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).StatusCode);
    }

    private static async Task<HttpResponseMessage> PutAsync(GatewayHost gateway, string name, string body)
    {
        using var json = new StringContent(body, Encoding.UTF8, "application/json");
        return await gateway.SendAsync(HttpMethod.Put, "/v1/memories/" + name, json);
    }
}
