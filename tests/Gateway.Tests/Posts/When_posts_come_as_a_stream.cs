using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_posts_come_as_a_stream(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_answer_each_line_by_its_number_and_let_bad_lines_fail_alone()
    {
        // No predictions: the repeated post must still be unfinished when it comes again.
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others =>
                others.Predict = _ => [], ("Gateway:MaxPictureBytes", "100"), ("Gateway:MaxTextCharacters", "100"));

        var lines = await SendAsync(
            gateway,
            """{"id":"a","text":"first"}""",
            "not json",
            "",
            "{}",
            $$"""{"text":"{{new string('x', 300_000)}}"}""",
            """{"id":"a","text":"other"}""",
            """{"id":"a","text":"first"}""",
            """{"id":"b","text":"last"}""");

        Assert.Equal(
            ["1:202", "2:400 malformed-json", "4:422 empty-post", "5:413 too-large", "6:409 id-conflict", "7:202", "8:202"],
            lines.Select(Summary));
        Assert.Equal("b", lines[^1].GetProperty("post").GetProperty("id").GetString());
        Assert.Equal(2, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Should_take_two_thousand_lines_in_order()
    {
        await using var gateway = await StartAsync();

        var lines = await SendAsync(gateway, [.. Enumerable.Range(1, 2000).Select(i => $$"""{"id":"post-{{i}}","text":"number {{i}}"}""")]);

        Assert.Equal(Enumerable.Range(1, 2000).Select(i => (i, $"post-{i}")),
            lines.Select(line => (line.GetProperty("line").GetInt32(), line.GetProperty("post").GetProperty("id").GetString()!)));
        Assert.Equal(2000, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_give_each_line_as_it_goes()
    {
        await using var gateway = await StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var wire = client.GetStream();
        using var answers = new StreamReader(wire);
        await WriteAsync(wire, "POST /v1/posts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nPrefer: "
            + "wait=30\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var i = 1; i <= 3; i++)
        {
            await WriteChunkAsync(wire, $$"""{"text":"number {{i}}"}""" + "\n");
            string? line;
            do
                line = await answers.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line is not null && !line.StartsWith('{'));
            var answer = JsonDocument.Parse(line!).RootElement;
            Assert.Equal((i, 200), (answer.GetProperty("line").GetInt32(), answer.GetProperty("status").GetInt32()));
            Assert.Equal("tagged", answer.GetProperty("post").GetProperty("state").GetString());
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_end_a_stream_that_falls_silent()
    {
        await using var gateway = await StartAsync(("Gateway:StreamIdleTimeout", "00:00:01"));
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var wire = client.GetStream();
        using var answers = new StreamReader(wire);
        await WriteAsync(
            wire, "POST /v1/posts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        await WriteChunkAsync(wire, """{"text":"one"}""" + "\n");

        var lines = new List<string>();
        const string lastChunk = "0";
        while (await answers.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != lastChunk)
            lines.Add(line);

        Assert.Equal(["1:202", "2:408 stream-idle"], lines.Where(line => line.StartsWith('{')).Select(Parse).Select(Summary));
    }

    private static string Summary(JsonElement line) =>
        $"{line.GetProperty("line")}:{line.GetProperty("status")}"
        + (
            line.GetProperty("problem") is { ValueKind: JsonValueKind.Object } problem ? " "
                + problem.GetProperty("type").GetString()!.Split(':')[^1] : "");

    private static async Task<List<JsonElement>> SendAsync(GatewayHost gateway, params string[] lines)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var response = await gateway.SendAsync(HttpMethod.Post, "/v1/posts", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static Task WriteAsync(Stream wire, string text) =>
        wire.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken).AsTask();

    private static Task WriteChunkAsync(Stream wire, string text) =>
        WriteAsync(wire, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings) =>
        await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Predict = command => [Answers.To(command)], settings);
}
