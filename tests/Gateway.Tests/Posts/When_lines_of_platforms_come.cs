using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_lines_of_platforms_come(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_recognize_each_and_answer_it_by_its_number()
    {
        await using var gateway = await StartAsync();

        var lines = await SendAsync(
            gateway,
            "auto",
            """{"data":[{"id":"20","text":"one"},{"id":"21","text":"two"}]}""",
            "",
            Commit("create", ""","cid":"c","record":{"text":"three"}"""),
            """{"did":"did:plc:a","time_us":1731000000000002,"kind":"identity"}""",
            Commit("delete", ""),
            Commit("create", ""","cid":"c","record":{"text":"three"}"""),
            """{"id":"own","text":"four"}""",
            """{"text":"a picture of mine","picture":"/etc/passwd"}""",
            """{"title":"no post"}""",
            "[1]");

        Assert.Equal(
            [
                "1:202 x:20", "1:202 x:21", "3:202 bluesky", "4:200 skipped: event identity",
                "5:200 deleted: at://did:plc:a/app.bsky.feed.post/k", "6:410 deleted",
                "7:202 own", "8:422 invalid-field", "9:422 unknown-form", "10:400 malformed-line",
            ],
            lines.Select(Summary));
        Assert.StartsWith("Line 9: No form fits. jetstream: no 'did' with 'kind'", Problem(lines[8]), StringComparison.Ordinal);
        Assert.Contains("engram: unknown member 'title'", Problem(lines[8]), StringComparison.Ordinal);
        Assert.Equal(3, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_lines_of_another_form_than_named()
    {
        await using var gateway = await StartAsync();

        var line = Assert.Single(await SendAsync(gateway, "x-v2", """{"uri":"u","content":"<p>hello</p>","account":{}}"""));

        Assert.Equal("1:422 unknown-form", Summary(line));
        Assert.StartsWith("Line 1: No form fits. x-v2: ", Problem(line), StringComparison.Ordinal);
        var unknown = await gateway.SendAsync(HttpMethod.Post, "/v1/posts?format=myspace", Lines("{}"));
        var problem = await unknown.ShouldBeProblemAsync(400, "invalid-query");
        Assert.Contains("auto, x-v2, x-v1.1", Text(problem, "detail"), StringComparison.Ordinal);
        var json = await gateway.PostJsonAsync("/v1/posts?format=auto", new { text = "hello" });
        await json.ShouldBeProblemAsync(415, "unsupported-media-type");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_take_feeds_and_tables()
    {
        await using var gateway = await StartAsync();

        var entries = await SendAsync(gateway, "rss", "<rss><channel><item><guid>urn:1</guid><title>one</title></item></channel></rss>");
        var rows = await SendAsync(gateway, "csv", "id,text", "a,two", "b,three");

        Assert.Equal(["1:202 rss:urn:1"], entries.Select(Summary));
        Assert.Equal(["2:202 a", "3:202 b"], rows.Select(Summary));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_take_edits_and_stay_with_our_own_form_by_default()
    {
        await using var gateway = await StartAsync();

        var edit = Status("second", "\"2026-05-04T12:00:00.000Z\"");
        var lines = await SendAsync(gateway, "auto", Status("first", "null"), edit, Status("first", "null"));
        var own = await SendAsync(gateway, "engram", Status("first", "null"));

        Assert.Equal(["1:202 mastodon:7", "2:202 mastodon:7", "3:409 id-conflict"], lines.Select(Summary));
        Assert.Equal("second", await gateway.ScalarAsync<string>("select text from gateway.posts"));
        Assert.Equal(["1:422 unknown-member"], own.Select(Summary));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_wait_for_results_and_end_when_it_falls_silent()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            others => others.Predict = command => [Answers.To(command)],
            ("Gateway:StreamIdleTimeout", "00:00:01"));
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var wire = client.GetStream();
        using var answers = new StreamReader(wire);
        const string head = "POST /v1/posts?format=auto HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "Prefer: wait=30\r\nTransfer-Encoding: chunked\r\n\r\n";
        const string line = """{"data":{"id":"20","text":"one"}}""" + "\n";
        await wire.WriteAsync(Encoding.UTF8.GetBytes($"{head}{line.Length:x}\r\n{line}\r\n"), TestContext.Current.CancellationToken);

        var lines = new List<string>();
        const string lastChunk = "0";
        while (await answers.ReadLineAsync(TestContext.Current.CancellationToken) is { } answer && answer != lastChunk)
            lines.Add(answer);

        Assert.Equal(["1:200 x:20", "2:408 stream-idle"], lines.Where(answer => answer.StartsWith('{')).Select(Parse).Select(Summary));
    }

    private static string Status(string text, string editedAt) =>
        $$"""{"id":"7","uri":"https://social.example/7","visibility":"public","content":"<p>{{text}}</p>","edited_at":{{editedAt}}}""";

    private static string Commit(string operation, string content) =>
        """{"did":"did:plc:a","time_us":1731000000000001,"kind":"commit","commit":"""
        + $$"""{"operation":"{{operation}}","collection":"app.bsky.feed.post","rkey":"k"{{content}} } }""";

    private static string Summary(JsonElement line)
    {
        var what = line switch
        {
            _ when line.GetProperty("problem") is { ValueKind: JsonValueKind.Object } problem => Text(problem, "type").Split(':')[^1],
            _ when line.TryGetProperty("skipped", out var skipped) => $"skipped: {skipped}",
            _ when line.TryGetProperty("deleted", out var deleted) => $"deleted: {Text(deleted, "sourceId")}",
            _ => Text(line.GetProperty("post"), "id"),
        };
        // Bluesky ids end in a hash, because the source's own id can't stand in a path; only the source is compared.
        var name = what.StartsWith("bluesky:", StringComparison.Ordinal) ? "bluesky" : what;
        return $"{line.GetProperty("line")}:{line.GetProperty("status")} {name}";
    }

    private static string Problem(JsonElement line) => Text(line.GetProperty("problem"), "detail");

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static async Task<List<JsonElement>> SendAsync(GatewayHost gateway, string format, params string[] lines)
    {
        var response = await gateway.SendAsync(HttpMethod.Post, $"/v1/posts?format={format}", Lines(lines));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static StringContent Lines(params string[] lines) =>
        new(string.Join('\n', lines), new MediaTypeHeaderValue("application/x-ndjson"));

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private async Task<GatewayHost> StartAsync() => await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
}
