using System.Net;
using System.Text.Json;
using Engram.Contracts.Models;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Trainings;

public sealed class When_a_training_is_cancelled(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_end_at_once_while_it_waits()
    {
        await using var gateway = await StartAsync();
        var (id, path) = await BeginAsync(gateway);

        var response = await gateway.SendAsync(HttpMethod.Delete, path);

        var cancelled = await response.JsonAsync();
        Assert.Equal((HttpStatusCode.OK, "cancelled"), (response.StatusCode, StateOf(cancelled)));
        var sent = (await gateway.Others.HearAsync<CancelTraining>(1))[0];
        Assert.Equal((id, "stories"), (sent.RunId, sent.Name));

        var kept = await (await gateway.SendAsync(HttpMethod.Get, path)).JsonAsync();

        // The trainer started the run before it saw the cancellation.
        await gateway.PublishAsync(Reports.Progress(id, 1));
        await gateway.PublishAsync(Reports.Trained(id));
        await Eventually.HoldsAsync(async () => await gateway.CountAsync("gateway.inbox") == 2, "both messages are handled");
        Assert.Equal($"{kept}", $"{await (await gateway.SendAsync(HttpMethod.Get, path)).JsonAsync()}");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_end_when_the_trainer_says_so_while_it_runs()
    {
        await using var gateway = await StartAsync();
        var (id, path) = await RunAsync(gateway);

        var response = await gateway.SendAsync(HttpMethod.Delete, path);
        var again = await gateway.SendAsync(HttpMethod.Delete, path);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (response.StatusCode, again.StatusCode));
        var running = await again.JsonAsync();
        Assert.Equal("running", StateOf(running));
        Assert.NotEqual(JsonValueKind.Null, running.GetProperty("cancelRequestedAt").ValueKind);
        await gateway.Others.HearAsync<CancelTraining>(1);
        await gateway.PublishAsync(Reports.Progress(id, 2));
        await gateway.PublishAsync(Reports.Cancelled(id));
        var cancelled = await gateway.UntilAsync(path, training => StateOf(training) == "cancelled");
        Assert.Equal(JsonValueKind.Null, cancelled.GetProperty("model").ValueKind);
        Assert.Single(gateway.Others.Heard.OfType<CancelTraining>());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_done_when_its_model_came_first()
    {
        await using var gateway = await StartAsync();
        var (id, path) = await RunAsync(gateway);
        await gateway.SendAsync(HttpMethod.Delete, path);

        await gateway.PublishAsync(Reports.Trained(id));

        var done = await gateway.UntilAsync(path, training => StateOf(training) != "running");
        Assert.Equal(("done", "stories/2"), (StateOf(done), done.GetProperty("model").GetString()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_asked_for_again_while_nothing_is_heard()
    {
        await using var gateway = await StartAsync(("Gateway:RedriveAfter", "00:01:00"));
        var (_, path) = await RunAsync(gateway);
        await gateway.SendAsync(HttpMethod.Delete, path);
        await gateway.Others.HearAsync<CancelTraining>(1);

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(61));

        await gateway.Others.HearAsync<CancelTraining>(2);
        await gateway.Others.HearAsync<TrainModel>(2);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_forgotten_once_it_is_finished()
    {
        await using var gateway = await StartAsync();
        var (id, path) = await BeginAsync(gateway);
        await gateway.PublishAsync(Reports.Failed(id));
        await gateway.UntilAsync(path, training => StateOf(training) == "failed");

        var response = await gateway.SendAsync(HttpMethod.Delete, path);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        await (await gateway.SendAsync(HttpMethod.Get, path)).ShouldBeProblemAsync(404, "unknown-training");
        await (await gateway.SendAsync(HttpMethod.Delete, path)).ShouldBeProblemAsync(404, "unknown-training");
        // Reports of a deleted training are dropped.
        await gateway.PublishAsync(Reports.Progress(id, 1));
        await Eventually.HoldsAsync(async () => await gateway.CountAsync("gateway.inbox") == 2, "the message is handled");
        Assert.Empty(gateway.Others.Heard.OfType<CancelTraining>());
    }

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings) =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), null, settings);

    private static async Task<(Guid Id, string Path)> BeginAsync(GatewayHost gateway)
    {
        var begun = await (await gateway.PostJsonAsync("/v1/trainings", new { name = "stories", kind = "memn2n" })).JsonAsync();
        var id = begun.GetProperty("id").GetGuid();
        return (id, $"/v1/trainings/{id}");
    }

    private static async Task<(Guid Id, string Path)> RunAsync(GatewayHost gateway)
    {
        var (id, path) = await BeginAsync(gateway);
        await gateway.PublishAsync(Reports.Progress(id, 1));
        await gateway.UntilAsync(path, training => StateOf(training) == "running");
        return (id, path);
    }

    private static string? StateOf(JsonElement training) => training.GetProperty("state").GetString();
}
