using System.Net;
using System.Text;
using System.Text.Json;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Pictures;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Admission;

/// <summary>Rejection of new posts and questions while the backlog is too old.</summary>
public sealed class When_there_is_too_much_to_do(PostgresFixture postgres)
{
    private static readonly object Story = new { text = "where is John?", story = new[] { "John went home." } };

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_posts_and_still_take_questions_until_the_queue_is_young_again()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, 3);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));

        var refusal = await UntilAsync(gateway, HttpStatusCode.ServiceUnavailable);

        await refusal.ShouldBeProblemAsync(503, "overloaded");
        Assert.InRange(refusal.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/questions", Story)).StatusCode);
        Assert.Contains("The oldest posts", await gateway.Http.GetStringAsync("/readyz", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/p1")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/p1")).StatusCode);
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/probe");
        await UntilAsync(gateway, HttpStatusCode.Accepted);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_questions_by_their_own_queue()
    {
        await using var gateway = await StartAsync(("Gateway:Admission:MaxQuestionQueueAge", "00:00:30"));
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/questions", Story)).StatusCode);
        gateway.Clock.Advance(TimeSpan.FromSeconds(40));

        await Eventually.HoldsAsync(
            async () => (await gateway.PostJsonAsync("/v1/questions", Story)).StatusCode == HttpStatusCode.ServiceUnavailable,
            "questions are refused");
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/posts", new { text = "a post" })).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_be_kept_from_work_by_a_few_that_never_finish()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, 2);
        gateway.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/posts", new { text = "a young one" })).StatusCode);
        await Task.Delay(200, TestContext.Current.CancellationToken);

        // The two oldest posts are not counted (UncountedItems is 2), and the third is new.
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/posts", new { text = "a post" })).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_the_lines_of_a_stream_one_by_one()
    {
        await using var gateway = await StartAsync(("Gateway:Admission:MaxLineWait", "00:00:00"));
        await PostAsync(gateway, 3);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        await UntilAsync(gateway, HttpStatusCode.ServiceUnavailable);

        var lines = await StreamAsync(gateway, """{"text":"one"}""", "not json", """{"text":"two"}""");

        Assert.Equal(["overloaded", "malformed-json", "overloaded"],
            lines.Select(line => line.GetProperty("problem").GetProperty("type").GetString()!.Split(':')[^1]));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_let_a_stream_wait_and_then_take_its_lines()
    {
        await using var gateway = await StartAsync(("Gateway:Admission:MaxLineWait", "01:00:00"));
        await PostAsync(gateway, 3);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        await UntilAsync(gateway, HttpStatusCode.ServiceUnavailable);

        var before = await gateway.CountAsync("gateway.posts");
        var streaming = StreamAsync(gateway, """{"text":"one"}""", """{"text":"two"}""");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal(before, await gateway.CountAsync("gateway.posts"));

        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/p1");
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/probe");
        Assert.Equal([202, 202], (await streaming).Select(line => line.GetProperty("status").GetInt32()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_let_go_of_a_line_whose_client_left_while_it_waited()
    {
        await using var gateway = await StartAsync(("Gateway:Admission:MaxLineWait", "01:00:00"));
        await PostAsync(gateway, 3);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        await UntilAsync(gateway, HttpStatusCode.ServiceUnavailable);
        var uploads = gateway.Of<BytesInHand>();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var picture = Convert.ToBase64String(new byte[200_000]);
        var line = JsonSerializer.Serialize(new { picture = new { base64 = picture } });
        using var body = new StringContent(line, Encoding.UTF8, "application/x-ndjson");

        var streaming = gateway.Http.PostAsync("/v1/posts", body, leaving.Token);
        await Eventually.HoldsAsync(() => uploads.Taken == 200_000, "the line is read, and waits");
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await (await streaming).Content.ReadAsStringAsync(leaving.Token));
        await Eventually.HoldsAsync(() => uploads.Taken == 0, "what the line took is given back");
    }

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings) => await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(),
        others: null,
        [
            ("Gateway:Admission:MaxPostQueueAge", "00:01:00"), ("Gateway:Admission:UncountedItems", "2"),
            ("Gateway:Admission:SampleInterval", "00:00:00.020"), .. settings,
        ]);

    private static async Task PostAsync(GatewayHost gateway, int count)
    {
        for (var i = 1; i <= count; i++)
            Assert.Equal(HttpStatusCode.Accepted,
                (await gateway.PostJsonAsync("/v1/posts", new { id = $"p{i}", text = $"post {i} of {count}" })).StatusCode);
        await gateway.Others.HearAsync<PredictKeyphrases>(count);
    }

    private static async Task<HttpResponseMessage> UntilAsync(GatewayHost gateway, HttpStatusCode status)
    {
        HttpResponseMessage? last = null;
        await Eventually.HoldsAsync(
            async () => (last = await gateway.PostJsonAsync("/v1/posts", new { id = "probe", text = "a probe" })).StatusCode == status,
                $"a post gets {status}");
        return last!;
    }

    private static async Task<List<JsonElement>> StreamAsync(GatewayHost gateway, params string[] lines)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        var response = await gateway.SendAsync(HttpMethod.Post, "/v1/posts", body);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
