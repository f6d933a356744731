using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Engram.Blobs;
using Engram.Contracts.Memories;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Memories;

public sealed class When_facts_are_changed(PostgresFixture postgres)
{
    private static readonly MemorySetStatistics Size = new() { Epoch = 3, Memories = 10, Words = 20, HashedWords = 15 };

    [Theory(Timeout = 300_000)]
    [InlineData("facts?subject=Jaws&relation=directed_by&object=A%2FB", MemoryFormat.Triples,
        """{"subject":"Jaws","relation":"directed_by","object":"A/B"}""")]
    [InlineData(
        "facts?subject=Jaws&relation=directed_by", MemoryFormat.Triples, """{"subject":"Jaws","relation":"directed_by","object":null}""")]
    [InlineData("documents?title=Jaws", MemoryFormat.Documents, """{"title":"Jaws","text":null}""")]
    public async Task Should_withdraw_what_is_named_and_say_what_that_did(string path, MemoryFormat format, string line)
    {
        await using var gateway = await StartAsync();

        var response = await gateway.SendAsync(HttpMethod.Delete, "/v1/memories/movies/" + path, waitSeconds: 50);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var done = await response.JsonAsync();
        Assert.Equal((1, 0, 2), (done.GetProperty("accepted").GetInt32(), Progress(done, "added"), Progress(done, "removed")));
        Assert.True(done.GetProperty("progress").GetProperty("isFinished").GetBoolean());
        var told = await gateway.SendAsync(HttpMethod.Get, response.Headers.Location!.OriginalString);
        Assert.Equal(done.GetProperty("progress").ToString(), (await told.JsonAsync()).ToString());
        var withdrawal = Assert.Single(gateway.Others.Heard.OfType<WithdrawMemories>());
        Assert.Equal((format, 1, "movies"), (withdrawal.Format, withdrawal.Lines, withdrawal.Set.Name));
        Assert.Equal(line + "\n", await LinesAsync(gateway, withdrawal.ChunkSha256));
        var set = await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).JsonAsync();
        Assert.Equal(10, set.GetProperty("statistics").GetProperty("memories").GetInt32());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_put_objects_in_place_of_those_there_are()
    {
        await using var gateway = await StartAsync();

        var response = await PutAsync(gateway, "facts?subject=Jaws&relation=starred_actors", new
        {
            objects = new[] { "Roy Scheider", "Robert Shaw" },
            source = "the poster",
        });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var done = await response.JsonAsync();
        Assert.Equal((2, 4, 2), (done.GetProperty("accepted").GetInt32(), Progress(done, "added"), Progress(done, "removed")));
        var chunk = Assert.Single(gateway.Others.Heard.OfType<StoreMemories>());
        Assert.True(chunk.Replaces);
        Assert.Equal(
            """{"subject":"Jaws","relation":"starred_actors","object":"Roy Scheider","source":"the poster"}""" + "\n"
                + """{"subject":"Jaws","relation":"starred_actors","object":"Robert Shaw","source":"the poster"}""" + "\n",
            await LinesAsync(gateway, chunk.ChunkSha256));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_put_a_text_in_place_of_the_documents_of_a_title()
    {
        await using var gateway = await StartAsync();

        var response = await PutAsync(gateway, "documents?title=Jaws", new { text = "A shark." });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var chunk = Assert.Single(gateway.Others.Heard.OfType<StoreMemories>());
        Assert.Equal((MemoryFormat.Documents, true), (chunk.Format, chunk.Replaces));
        Assert.Equal("""{"title":"Jaws","text":"A shark."}""" + "\n", await LinesAsync(gateway, chunk.ChunkSha256));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_replace_by_an_import_that_says_so()
    {
        await using var gateway = await StartAsync();

        await ImportAsync(gateway, "triples?replace=true");
        await ImportAsync(gateway, "triples?replace=false");
        await ImportAsync(gateway, "triples");

        Assert.Equal([true, false, false], (await gateway.Others.HearAsync<StoreMemories>(3)).Select(chunk => chunk.Replaces));
        await (await ImportAsync(gateway, "posts?replace=true")).ShouldBeProblemAsync(400, "invalid-query");
        await (await ImportAsync(gateway, "triples?replace=yes")).ShouldBeProblemAsync(400, "invalid-query");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_send_a_withdrawal_again_that_is_not_heard_of()
    {
        await using var gateway = await StartAsync(answers: false);

        var response = await gateway.SendAsync(HttpMethod.Delete, "/v1/memories/movies/facts?subject=Jaws&relation=directed_by");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await gateway.SweepAfterAsync(TimeSpan.FromMinutes(3));
        var sent = await gateway.Others.HearAsync<WithdrawMemories>(2);
        Assert.Equal(sent[0], sent[1]);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("DELETE", "movies/facts?subject=Jaws", null, 400, "invalid-query")]
    [InlineData("DELETE", "movies/facts?relation=directed_by", null, 400, "invalid-query")]
    [InlineData("DELETE", "movies/facts?subject=Jaws&relation=directed_by&object=", null, 400, "invalid-query")]
    [InlineData("DELETE", "movies/facts?subject=Jaws&relation=directed+by", null, 422, "invalid-field")]
    [InlineData("DELETE", "movies/documents", null, 400, "invalid-query")]
    [InlineData("DELETE", "songs/facts?subject=Jaws&relation=directed_by", null, 404, "unknown-memory-set")]
    [InlineData("PUT", "movies/facts?subject=Jaws&relation=directed_by", """{"objects":[]}""", 422, "invalid-field")]
    [InlineData("PUT", "movies/facts?subject=Jaws&relation=directed_by", """{"objects":[" "]}""", 422, "invalid-field")]
    [InlineData("PUT", "movies/facts?subject=Jaws&relation=directed_by", """{"object":"Steven Spielberg"}""", 422, "unknown-member")]
    [InlineData(
        "PUT", "movies/facts?subject=Jaws&relation=directed_by", """{"objects":["Steven Spielberg"],"source":" "}""", 422, "invalid-field")]
    [InlineData("PUT", "movies/documents?title=Jaws", """{"text":""}""", 422, "invalid-field")]
    public async Task Should_refuse_what_names_nothing(string method, string path, string? body, int status, string problem)
    {
        await using var gateway = await StartAsync();
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        await (await gateway.SendAsync(new HttpMethod(method), "/v1/memories/" + path, content)).ShouldBeProblemAsync(status, problem);

        Assert.Equal(0, await gateway.CountAsync("gateway.import_chunks"));
    }

    private static int Progress(JsonElement done, string of) => done.GetProperty("progress").GetProperty(of).GetInt32();

    private static Task<HttpResponseMessage> PutAsync(GatewayHost gateway, string path, object body) =>
        gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies/" + path, JsonContent.Create(body), waitSeconds: 50);

    private static async Task<HttpResponseMessage> ImportAsync(GatewayHost gateway, string path)
    {
        using var body = new StringContent(
            """{"subject":"Jaws","relation":"rated","object":"PG"}""", Encoding.UTF8, "application/x-ndjson");
        return await gateway.SendAsync(HttpMethod.Post, "/v1/memories/movies/" + path, body, waitSeconds: 50);
    }

    private static async Task<string> LinesAsync(GatewayHost gateway, string sha256) =>
        Encoding.UTF8.GetString((await gateway.Of<IBlobStore>().FindAsync(sha256, TestContext.Current.CancellationToken))!);

    private static MemoriesStored Done(Guid setId, Guid importId, int added) =>
        new() { SetId = setId, ImportId = importId, Chunk = 0, Added = added, Removed = 2, Statistics = Size };

    private async Task<GatewayHost> StartAsync(bool answers = true)
    {
        var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others =>
        {
            if (!answers)
                return;
            others.Store = chunk => [Done(chunk.Set.SetId, chunk.ImportId, added: 2 * chunk.Lines)];
            others.Withdraw = chunk => [Done(chunk.Set.SetId, chunk.ImportId, added: 0)];
        });
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        return gateway;
    }
}
