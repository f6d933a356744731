using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Admission;

/// <summary>The share of each API key, by requests and by lines of streams.</summary>
public sealed class When_one_caller_sends_too_much(PostgresFixture postgres)
{
    private const string Greedy = "greedy-0123456789";
    private const string Modest = "modest-0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_say_what_is_left_and_when_to_come_back()
    {
        await using var gateway = await StartAsync(burst: 3);

        for (var left = 2; left >= 0; left--)
        {
            using var taken = await GetAsync(gateway, Greedy);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
            Assert.Equal("\"caller\";q=3;w=180", Assert.Single(taken.Headers.GetValues("RateLimit-Policy")));
            Assert.StartsWith($"\"caller\";r={left};t=", Assert.Single(taken.Headers.GetValues("RateLimit")), StringComparison.Ordinal);
        }

        using var refused = await GetAsync(gateway, Greedy);
        var problem = await refused.ShouldBeProblemAsync(429, "quota-exceeded");
        Assert.Equal("caller", Assert.Single(problem.GetProperty("violated-policies").EnumerateArray()).GetString());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.InRange(SecondsUntilFull(refused), 61, 180);
        // The share is that of the key, not of its spelling.
        await (await GetAsync(gateway, Greedy, scheme: "bEARER")).ShouldBeProblemAsync(429, "quota-exceeded");
        using var other = await GetAsync(gateway, Modest);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        using var again = await GetAsync(gateway, Greedy);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_let_a_stream_wait_for_its_turn_and_take_what_others_send()
    {
        const int burst = 10;
        const int lines = 15;
        await using var gateway = await StartAsync(burst);
        using var stream = RequestOf(HttpMethod.Post, Greedy);
        stream.Content = new StringContent(
            string.Join('\n', Enumerable.Range(1, lines).Select(i => $$"""{"text":"line {{i}}"}""")), Encoding.UTF8,
            "application/x-ndjson");

        var streaming = gateway.Http.SendAsync(stream, Cancellation);
        // One of the tokens was the request's own.
        await Eventually.HoldsAsync(async () => await gateway.CountAsync("gateway.posts") == burst - 1, "the stream has used up its share");

        using var request = RequestOf(HttpMethod.Post, Modest);
        request.Content = JsonContent.Create(new { id = "modest", text = "a post" });
        using var taken = await gateway.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.True(await gateway.CountAsync("gateway.posts") < lines, "The stream did not wait.");

        gateway.Clock.Advance(TimeSpan.FromMinutes(burst));
        using var response = await streaming;
        var answers = (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines, answers.Count(answer => answer.Contains("\"status\":202", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_count_nothing_unless_asked_to()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        using var answer = await gateway.SendAsync(HttpMethod.Get, "/v1/models");

        Assert.False(answer.Headers.Contains("RateLimit"));
    }

    private async Task<GatewayHost> StartAsync(int burst) => await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(),
        others: null,
        ("Listening:ApiKeys:0", Greedy), ("Listening:ApiKeys:1", Modest), ("Gateway:Admission:CallerRequestsPerMinute", "1"),
        ("Gateway:Admission:CallerBurstRequests", $"{burst}"), ("Gateway:Admission:SampleInterval", "00:00:00.020"));

    private static async Task<HttpResponseMessage> GetAsync(GatewayHost gateway, string key, string scheme = "Bearer")
    {
        using var request = RequestOf(HttpMethod.Get, key, scheme);
        return await gateway.Http.SendAsync(request, Cancellation);
    }

    private static HttpRequestMessage RequestOf(HttpMethod method, string key, string scheme = "Bearer") =>
        new(method, "/v1/posts") { Headers = { Authorization = new AuthenticationHeaderValue(scheme, key) } };

    private static int SecondsUntilFull(HttpResponseMessage answer) => int.Parse(
        Assert.Single(answer.Headers.GetValues("RateLimit")).Split("t=")[1], CultureInfo.InvariantCulture);
}
