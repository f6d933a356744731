using System.Net;
using System.Net.Http.Json;
using Engram.DevServers;
using Npgsql;

namespace Engram.Gateway.Tests;

/// <summary>A database that neither answers nor closes its connections, for example because its disk or machine hangs.</summary>
public sealed class When_the_database_is_halted
{
    // The gateway gives up after 5 s by default (Npgsql alone would wait a minute); the rest is margin for a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact(Timeout = 300_000)]
    public async Task Should_turn_requests_away_and_go_on_when_it_answers_again()
    {
        await using var postgres = await PrivatePostgres.StartTemporaryAsync(TestContext.Current.CancellationToken);
        var answers = false;
        await using var gateway = await GatewayHost.StartAsync(
            postgres.ConnectionString, others => others.Predict = command => Volatile.Read(ref answers) ? [Answers.To(command)] : []);
        await gateway.PostJsonAsync("/v1/posts", new { id = "before", text = "before" });
        var command = (await gateway.Others.HearAsync<Contracts.Keyphrases.PredictKeyphrases>(1))[0];

        postgres.Halt();
        try
        {
            // Each request blocks at a different point: beginning a transaction, running a statement, or opening a connection.
            await ShouldBeTurnedAwayAsync(gateway, HttpMethod.Post, "/v1/posts", new { text = "without an id" });
            await ShouldBeTurnedAwayAsync(gateway, HttpMethod.Post, "/v1/posts", new { id = "during", text = "during" });
            await ShouldBeTurnedAwayAsync(gateway, HttpMethod.Get, "/v1/posts/before");
            await ShouldBeTurnedAwayAsync(gateway, HttpMethod.Post, "/v1/questions",
                new { text = "who?", story = (string[])["Mary went."] }, "\"key\"");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(gateway, HttpMethod.Get, "/readyz")).StatusCode);
            var many = Enumerable.Range(0, 60).Select(post =>
                ShouldBeTurnedAwayAsync(gateway, HttpMethod.Post, "/v1/posts", new { text = $"one of many: {post}" })).ToList();
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, HttpMethod.Get, "/healthz")).StatusCode);
            await Task.WhenAll(many);
            // The bus keeps an answer that arrives during the outage.
            await gateway.Bus.Publish(Answers.To(command), TestContext.Current.CancellationToken);
        }
        finally
        {
            postgres.Resume();
        }

        Volatile.Write(ref answers, true);
        await gateway.UntilAsync("/v1/posts/before", post => post.TryGetProperty("state", out var state) && state.GetString() == "tagged");
        var after = await gateway.PostJsonAsync("/v1/posts", new { id = "during", text = "during" }, waitSeconds: 60);
        Assert.Equal("tagged", (await after.JsonAsync()).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/readyz")).StatusCode);
        NpgsqlConnection.ClearAllPools();
    }

    private static async Task ShouldBeTurnedAwayAsync(GatewayHost gateway, HttpMethod method, string path, object? body = null,
        string? key = null)
    {
        var refused = await SendAsync(gateway, method, path, body, key);
        await refused.ShouldBeProblemAsync(503, "database-away");
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        GatewayHost gateway, HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        var began = TimeProvider.System.GetTimestamp();
        var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage($"{method} {path}: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        return response;
    }
}
