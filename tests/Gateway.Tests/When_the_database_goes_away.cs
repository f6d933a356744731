using System.Net;
using Engram.DevServers;
using Npgsql;

namespace Engram.Gateway.Tests;

public sealed class When_the_database_goes_away
{
    [Fact(Timeout = 180_000)]
    public async Task Should_say_so_and_go_on_by_itself_when_it_is_back()
    {
        await using var postgres = await PrivatePostgres.StartTemporaryAsync(TestContext.Current.CancellationToken);
        var answers = false;
        await using var gateway = await GatewayHost.StartAsync(
            postgres.ConnectionString, others => others.Predict = command => Volatile.Read(ref answers) ? [Answers.To(command)] : []);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/readyz")).StatusCode);
        await gateway.PostJsonAsync("/v1/posts", new { id = "before", text = "before" });
        var command = (await gateway.Others.HearAsync<Contracts.Keyphrases.PredictKeyphrases>(1))[0];

        await postgres.CrashAsync(TestContext.Current.CancellationToken);

        var refused = await gateway.PostJsonAsync("/v1/posts", new { id = "during", text = "during" });
        await refused.ShouldBeProblemAsync(503, "database-away");
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/before")).ShouldBeProblemAsync(503, "database-away");
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/memories")).ShouldBeProblemAsync(503, "database-away");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.SendAsync(HttpMethod.Get, "/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/healthz")).StatusCode);
        // The bus keeps an answer that arrives during the outage.
        await gateway.Bus.Publish(Answers.To(command), TestContext.Current.CancellationToken);

        await postgres.RestartAsync(TestContext.Current.CancellationToken);
        Volatile.Write(ref answers, true);

        var before = await gateway.UntilAsync(
            "/v1/posts/before", post => post.TryGetProperty("state", out var state) && state.GetString() == "tagged");
        Assert.Equal(Answers.Model, before.GetProperty("model").GetString());
        var after = await gateway.PostJsonAsync("/v1/posts", new { id = "during", text = "during" }, waitSeconds: 60);
        Assert.Equal("tagged", (await after.JsonAsync()).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/readyz")).StatusCode);
        NpgsqlConnection.ClearAllPools();
    }
}
