using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Engram.Blobs;
using Engram.Contracts.Memories;
using Engram.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Engram.Gateway.Tests.Memories;

public sealed class When_lines_are_imported(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_send_good_lines_on_in_chunks_and_tell_bad_ones_by_number()
    {
        await using var gateway = await StartAsync(
            _ => [], ("Gateway:Imports:MaxChunkLines", "2"), ("Gateway:Imports:MaxLineBytes", "200"));

        var response = await ImportAsync(
            gateway,
            "triples",
            """{"subject":"Jaws","relation":"directed_by","object":"Steven Spielberg","year":1975}""",
            "not json",
            """{"subject":"Jaws","relation":"directed by","object":"Steven Spielberg"}""",
            """{"subject":"Jaws","relation":"!directed_by","object":"Steven Spielberg"}""",
            """{"subject":"","relation":"directed_by","object":"Steven Spielberg"}""",
            """{"subject":"Jaws","relation":"directed_by"}""",
            $$"""{"subject":"{{new string('x', 300)}}","relation":"is","object":"long"}""",
            """{"subject":"Am\u00e9lie","relation":"in_language","object":"French"}""",
            """{"subject":"Alien","relation":"directed_by","object":"Ridley Scott"}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var import = await response.JsonAsync();
        Assert.Equal((3, 6), (import.GetProperty("accepted").GetInt64(), import.GetProperty("rejectedLines").GetInt64()));
        Assert.Equal(
            ["2 malformed-json", "3 invalid-field", "4 invalid-field", "5 invalid-field", "6 invalid-field", "7 too-large"],
            import.GetProperty("rejected").EnumerateArray().Select(
                line => $"{line.GetProperty("line")} {line.GetProperty("problem").GetProperty("type").GetString()!.Split(':')[^1]}"));
        Assert.Equal(2, import.GetProperty("progress").GetProperty("chunks").GetInt32());

        var chunks = (await gateway.Others.HearAsync<StoreMemories>(2)).OrderBy(chunk => chunk.Chunk).ToList();
        Assert.Equal(["movies", "movies"], chunks.Select(chunk => chunk.Set.Name));
        Assert.All(chunks,
            chunk => Assert.Equal((MemoryFormat.Triples, import.GetProperty("importId").GetGuid()), (chunk.Format, chunk.ImportId)));
        Assert.Equal([2, 1], chunks.Select(chunk => chunk.Lines));
        var blobs = gateway.Services.GetRequiredService<IBlobStore>();
        var first = Encoding.UTF8.GetString((await blobs.FindAsync(chunks[0].ChunkSha256, TestContext.Current.CancellationToken))!);
        Assert.Equal("""{"subject":"Jaws","relation":"directed_by","object":"Steven Spielberg"}""", first.Split('\n')[0]);
        Assert.Equal("""{"subject":"Am\u00E9lie","relation":"in_language","object":"French"}""", first.Split('\n')[1]);
        Assert.EndsWith("\n", first, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_cut_chunks_by_bytes()
    {
        await using var gateway = await StartAsync(_ => [], ("Gateway:Imports:MaxChunkBytes", "100"));

        await ImportAsync(gateway, "documents", [.. Enumerable.Range(0, 4).Select(i => $$"""{"title":"t{{i}}","text":"{{new string('x', 30)}}"}""")]);

        var chunks = await gateway.Others.HearAsync<StoreMemories>(4);
        Assert.All(chunks, chunk => Assert.Equal((MemoryFormat.Documents, 1), (chunk.Format, chunk.Lines)));
        Assert.Equal(4, await gateway.ScalarAsync<int>("select count(*) from gateway.import_chunks"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_hold_the_request_until_all_chunks_are_stored()
    {
        await using var gateway = await StartAsync(
            chunk => [Stored(chunk, added: chunk.Lines * 2)], ("Gateway:Imports:MaxChunkLines", "10"));

        var response = await ImportAsync(gateway, "triples", 50, Triples(45));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var import = await response.JsonAsync();
        Assert.Equal((5, 5, 0, 90), Numbers(import.GetProperty("progress")));
        Assert.Equal(import.GetProperty("progress").ToString(),
            (await (await gateway.SendAsync(HttpMethod.Get, response.Headers.Location!.OriginalString)).JsonAsync()).ToString());
        var set = await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).JsonAsync();
        Assert.Equal((0, 5), (set.GetProperty("pendingChunks").GetInt32(), set.GetProperty("statistics").GetProperty("epoch").GetInt64()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_the_latest_statistics_and_count_a_chunk_once()
    {
        await using var gateway = await StartAsync(_ => [], ("Gateway:Imports:MaxChunkLines", "1"));
        await ImportAsync(gateway, "triples", Triples(2));
        var chunks = await gateway.Others.HearAsync<StoreMemories>(2);
        var set = await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).JsonAsync();
        Assert.Equal((1, 2), (set.GetProperty("pendingImports").GetInt32(), set.GetProperty("pendingChunks").GetInt32()));

        await gateway.Bus.Publish(Stored(chunks[1], added: 2, epoch: 9), TestContext.Current.CancellationToken);
        await gateway.UntilAsync("/v1/memories/movies", s => s.GetProperty("pendingChunks").GetInt32() == 1);
        await gateway.Bus.Publish(Stored(chunks[0], added: 2, epoch: 8), TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(Stored(chunks[0], added: 0, epoch: 8), TestContext.Current.CancellationToken);
        while (await gateway.ScalarAsync<int>("select count(*) from gateway.inbox") < 3)
            await Task.Delay(20, TestContext.Current.CancellationToken);

        set = await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).JsonAsync();
        Assert.Equal(
            (0, 0, 9), (set.GetProperty("pendingImports").GetInt32(), set.GetProperty("pendingChunks").GetInt32(),
                set.GetProperty("statistics").GetProperty("epoch").GetInt64()));
        Assert.Equal(4, await gateway.ScalarAsync<int>("select sum(added) from gateway.import_chunks"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_let_a_set_be_deleted_while_its_chunks_are_stored()
    {
        await using var gateway = await StartAsync(_ => []);
        await ImportAsync(gateway, "triples", Triples(2));
        var chunk = (await gateway.Others.HearAsync<StoreMemories>(1))[0];
        var database = gateway.Services.GetRequiredService<NpgsqlDataSource>();
        await using var deleting = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await deleting.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await LockAsync("select id from gateway.memory_sets for update");

        await gateway.Bus.Publish(Stored(chunk, added: 2), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            async () => await gateway.ScalarAsync<int>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1,
            "the chunk waits for its set");
        // A deletion locks the chunks next, so the handler of MemoriesStored must not hold that lock yet.
        await LockAsync("select chunk from gateway.import_chunks for update nowait");
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await gateway.UntilAsync("/v1/memories/movies", set => set.GetProperty("pendingChunks").GetInt32() == 0);

        async Task LockAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, deleting, transaction);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_send_a_chunk_again_and_fail_it_in_the_end()
    {
        await using var gateway = await StartAsync(_ => [], ("Gateway:RedriveAfter", "00:01:00"), ("Gateway:MaxRedrives", "1"));
        var response = await ImportAsync(gateway, "triples", Triples(3));

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(61));
        await gateway.Others.HearAsync<StoreMemories>(2);
        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(121));

        Assert.Equal(
            (1, 0, 1, 0), Numbers(await (await gateway.SendAsync(HttpMethod.Get, response.Headers.Location!.OriginalString)).JsonAsync()));
        Assert.Equal(
            1, (await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies")).JsonAsync()).GetProperty("failedChunks").GetInt32());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_why_the_memory_refused_a_chunk()
    {
        await using var gateway = await StartAsync(
            chunk =>
                [new MemoriesRefused { SetId = chunk.Set.SetId, ImportId = chunk.ImportId, Chunk = chunk.Chunk, Code = "no-vectors",
                    Reason = "There are none." }]);

        var response = await ImportAsync(gateway, "triples", Triples(3));

        System.Text.Json.JsonElement progress = default;
        await Eventually.HoldsAsync(async () =>
        {
            progress = await (await gateway.SendAsync(HttpMethod.Get, response.Headers.Location!.OriginalString)).JsonAsync();
            return progress.GetProperty("isFinished").GetBoolean();
        }, "the chunk has failed");
        Assert.Equal((1, 0, 1, 0), Numbers(progress));
        Assert.Equal(
            ("no-vectors", "There are none."), (progress.GetProperty("fault").GetProperty("code").GetString(),
                progress.GetProperty("fault").GetProperty("reason").GetString()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_an_import_that_holds_nothing_good_or_goes_nowhere()
    {
        await using var gateway = await StartAsync(_ => [], ("Gateway:Imports:MaxRejectedLines", "2"));

        var problem = await (await ImportAsync(gateway, "triples", "x", "y", "z")).ShouldBeProblemAsync(422, "nothing-imported");
        Assert.Equal((3, 2), (problem.GetProperty("rejectedLines").GetInt32(), problem.GetProperty("rejected").GetArrayLength()));
        await (await ImportAsync(gateway, "documents", "")).ShouldBeProblemAsync(422, "nothing-imported");
        await (await gateway.PostJsonAsync("/v1/memories/movies/triples", new { subject = "a" }))
            .ShouldBeProblemAsync(415, "unsupported-media-type");
        using var body = Body(Triples(1));
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/memories/songs/triples", body))
            .ShouldBeProblemAsync(404, "unknown-memory-set");
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories/movies/imports/none")).ShouldBeProblemAsync(404, "unknown-import");
    }

    private static string[] Triples(int count) => [.. Enumerable.Range(0, count).Select(i => $$"""{"subject":"s{{i}}","relation":"is","object":"o{{i}}"}""")];

    private static MemoriesStored Stored(StoreMemories chunk, int added, long? epoch = null) => new()
    {
        SetId = chunk.Set.SetId,
        ImportId = chunk.ImportId,
        Chunk = chunk.Chunk,
        Added = added,
        Statistics = new MemorySetStatistics { Epoch = epoch ?? chunk.Chunk + 1, Memories = 10, Words = 20, HashedWords = 15 },
    };

    private static (int Chunks, int Stored, int Failed, long Added) Numbers(System.Text.Json.JsonElement progress) =>
        (progress.GetProperty("chunks").GetInt32(), progress.GetProperty("stored").GetInt32(), progress.GetProperty("failed").GetInt32(),
            progress.GetProperty("added").GetInt64());

    private static Task<HttpResponseMessage> ImportAsync(GatewayHost gateway, string format, params string[] lines) =>
        ImportAsync(gateway, format, 0, lines);

    private static async Task<HttpResponseMessage> ImportAsync(GatewayHost gateway, string format, int waitSeconds, string[] lines)
    {
        using var body = Body(lines);
        return await gateway.SendAsync(HttpMethod.Post, "/v1/memories/movies/" + format, body, waitSeconds);
    }

    private static StringContent Body(string[] lines)
    {
        var body = new StringContent(string.Join('\n', lines), Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return body;
    }

    private async Task<GatewayHost> StartAsync(Func<StoreMemories, IEnumerable<object>> store, params (string, string)[] settings)
    {
        var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others => others.Store = store, settings);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        return gateway;
    }
}
