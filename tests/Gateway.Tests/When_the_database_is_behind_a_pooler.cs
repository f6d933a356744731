using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Engram.DevServers;
using Engram.TestKit;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Tests;

/// <summary>PgBouncer in transaction pooling mode: notifications get lost, and session state does not carry over from one
/// transaction to the next.</summary>
public sealed class When_the_database_is_behind_a_pooler
{
    private const int LongestWaitSeconds = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Timeout = 300_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_answer_a_waiting_request_as_soon_as_there_is_a_result(bool hasDirectConnection)
    {
        Assert.SkipUnless(PgBouncer.IsInstalled, "pgbouncer is not installed; 'make test' installs it.");
        await using var postgres = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        await using var pooler = await PgBouncer.StartAsync(postgres);
        (string, string)[] settings = hasDirectConnection ? [("ConnectionStrings:Notifications", postgres.ConnectionString)] : [];
        await using var gateway = await GatewayHost.StartAsync(
            pooler.ConnectionString, others => others.Predict = command => [Answers.To(command)], settings);
        if (!hasDirectConnection)
            await Eventually.HoldsAsync(async () => (await ResultsAsync(gateway)).GetProperty("status").GetString() == "Degraded",
                "the gateway says that it is not notified", minutes: 4);

        for (var post = 0; post < 3; post++)
        {
            // A result comes long before half of the wait. Without notifications a request once took the whole wait.
            var answered = await gateway.PostJsonAsync("/v1/posts", new { id = $"post-{post}", text = "a dog" }, LongestWaitSeconds)
                .WaitAsync(TimeSpan.FromSeconds(LongestWaitSeconds / 2.0), Cancellation);
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
            Assert.Equal("tagged", (await answered.JsonAsync()).GetProperty("state").GetString());
        }

        var results = await ResultsAsync(gateway);
        Assert.Equal(hasDirectConnection ? "Healthy" : "Degraded", results.GetProperty("status").GetString());
        Assert.Equal(!hasDirectConnection, results.GetProperty("description")
            .GetString()!.Contains("ConnectionStrings__Notifications", StringComparison.Ordinal));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_let_each_key_be_used_again_after_its_request()
    {
        Assert.SkipUnless(PgBouncer.IsInstalled, "pgbouncer is not installed; 'make test' installs it.");
        await using var postgres = await PrivatePostgres.StartTemporaryAsync(Cancellation);
        await using var pooler = await PgBouncer.StartAsync(postgres);
        await using var gateway = await GatewayHost.StartAsync(pooler.ConnectionString);

        foreach (var key in Enumerable.Range(0, 20))
        {
            // First concurrently, so that the pooler mixes up their connections, then once more on its own.
            var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(gateway, key)));
            Assert.All(together, response => Assert.Contains(
                response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.Conflict]));
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, key)).StatusCode);
        }

        Assert.Equal(20, await gateway.CountAsync("gateway.posts"));
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from pg_locks where locktype = 'advisory'"));
    }

    [Theory]
    [InlineData("Max Auto Prepare=10")]
    [InlineData("Multiplexing=true")]
    public async Task Should_refuse_to_start_with_what_no_pooler_can_do(string setting)
    {
        const string nobody = "Host=127.0.0.1;Port=1;Username=engram";
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayHost.StartAsync($"{nobody};{setting}", null, ("ConnectionStrings:Notifications", nobody)));

        Assert.Contains("Max Auto Prepare", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Engram", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ResultsAsync(GatewayHost gateway) =>
        (await (await gateway.SendAsync(HttpMethod.Get, "/readyz")).JsonAsync()).GetProperty("checks").GetProperty("results");

    private static async Task<HttpResponseMessage> SendAsync(GatewayHost gateway, int key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/posts") { Content = JsonContent.Create(
            new { text = $"post {key}" }) };
        request.Headers.Add("Idempotency-Key", $"\"key-{key}\"");
        return await gateway.Http.SendAsync(request, Cancellation);
    }
}
