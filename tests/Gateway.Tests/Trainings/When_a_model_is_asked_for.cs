using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Engram.Contracts.Models;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Trainings;

/// <summary><c>/v1/trainings</c>: requests, progress and results.</summary>
public sealed class When_a_model_is_asked_for(PostgresFixture postgres)
{
    private static readonly object Stories = new { name = "stories", kind = "memn2n", options = new { training = new { epochs = 5 } } };

    [Fact(Timeout = 300_000)]
    public async Task Should_be_queued_then_run_then_be_done()
    {
        await using var gateway = await StartAsync();

        var response = await gateway.PostJsonAsync("/v1/trainings", Stories);
        var queued = await response.JsonAsync();
        var id = queued.GetProperty("id").GetGuid();
        Assert.Equal((HttpStatusCode.Accepted, $"/v1/trainings/{id}"), (response.StatusCode, response.Headers.Location?.OriginalString));
        Assert.Equal(("queued", JsonValueKind.Null), (StateOf(queued), queued.GetProperty("progress").ValueKind));
        var run = (await gateway.Others.HearAsync<TrainModel>(1))[0];
        Assert.Equal((id, "memn2n", "stories", """{"training":{"epochs":5}}"""), (run.RunId, run.Kind, run.Name, run.Experiment));
        Assert.Equal((true, null, null), (run.Promote, run.Data, run.Files));

        await gateway.PublishAsync(Reports.Progress(id, 1));
        var running = await UntilAsync(gateway, id, "running");
        var progress = running.GetProperty("progress");
        Assert.Equal((2, 20, 3, 9), (Int(progress, "epoch"), Int(progress, "epochs"), Int(progress, "step"), Int(progress, "steps")));
        Assert.Equal(0.5, progress.GetProperty("loss").GetDouble());
        Assert.Equal(0.75, progress.GetProperty("metrics").GetProperty("accuracy").GetDouble());
        Assert.NotEqual(JsonValueKind.Null, running.GetProperty("startedAt").ValueKind);

        await gateway.PublishAsync(Reports.Trained(id));
        var done = await UntilAsync(gateway, id, "done");
        Assert.Equal(("stories/2", true), (done.GetProperty("model").GetString(), done.GetProperty("promoted").GetBoolean()));
        Assert.Equal(0.9, done.GetProperty("metrics").GetProperty("hits@1").GetDouble());
        Assert.Equal(5, done.GetProperty("options").GetProperty("training").GetProperty("epochs").GetInt32());
        Assert.NotEqual(JsonValueKind.Null, done.GetProperty("finishedAt").ValueKind);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_who_waits_why_it_failed()
    {
        await using var gateway = await StartAsync(run => [Reports.Failed(run.RunId, "It has no setting 'epoch'.")]);

        var response = await gateway.PostJsonAsync("/v1/trainings", Stories, waitSeconds: 50);

        var failed = await response.JsonAsync();
        Assert.Equal((HttpStatusCode.OK, "failed", "It has no setting 'epoch'."),
            (response.StatusCode, StateOf(failed), failed.GetProperty("error").GetString()));
        Assert.Equal(["wait=50"], response.Headers.GetValues("Preference-Applied"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_why_its_model_was_not_promoted()
    {
        await using var gateway = await StartAsync(
            run => [Reports.Trained(run.RunId) with { Promoted = false, Objections = ["hits@1 is 0.9000, at least 0.9500 is asked for"] }]);

        var done = await (await gateway.PostJsonAsync(
            "/v1/trainings", new { name = "stories", kind = "memn2n", data = "small", promote = false }, waitSeconds: 50)).JsonAsync();

        Assert.Equal(("done", false), (StateOf(done), done.GetProperty("promoted").GetBoolean()));
        Assert.StartsWith("hits@1", Assert.Single(done.GetProperty("objections").EnumerateArray()).GetString(), StringComparison.Ordinal);
        var run = Assert.Single(gateway.Others.Heard.OfType<TrainModel>());
        Assert.Equal((false, "small"), (run.Promote, run.Data));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_be_changed_by_messages_that_come_late_or_twice()
    {
        await using var gateway = await StartAsync();
        var id = await BeginAsync(gateway);
        await gateway.PublishAsync(Reports.Progress(id, number: 5, epoch: 5));
        await UntilAsync(gateway, id, "running");

        await gateway.PublishAsync(Reports.Progress(id, number: 4, epoch: 4));
        await gateway.PublishAsync(Reports.Progress(id, number: 5, epoch: 3));
        await UntilHandledAsync(gateway, 3);
        Assert.Equal(5, Int((await GetAsync(gateway, id)).GetProperty("progress"), "epoch"));
        // A run that restarts after a crash reports lower epochs under higher numbers.
        await gateway.PublishAsync(Reports.Progress(id, number: 6, epoch: 1));
        await UntilHandledAsync(gateway, 4);
        Assert.Equal(1, Int((await GetAsync(gateway, id)).GetProperty("progress"), "epoch"));

        await gateway.PublishAsync(Reports.Trained(id));
        var done = await UntilAsync(gateway, id, "done");
        await gateway.PublishAsync(Reports.Trained(id) with { Version = "3" });
        await gateway.PublishAsync(Reports.Failed(id));
        await gateway.PublishAsync(Reports.Cancelled(id));
        await gateway.PublishAsync(Reports.Progress(id, number: 7));
        await UntilHandledAsync(gateway, 9);

        Assert.Equal($"{done}", $"{await GetAsync(gateway, id)}");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_done_once_under_a_key()
    {
        await using var gateway = await StartAsync();

        var first = await SendAsync(gateway, JsonContent.Create(Stories));
        var second = await SendAsync(gateway, JsonContent.Create(Stories));
        await (await SendAsync(gateway, JsonContent.Create(new { name = "stories", kind = "memnn" })))
            .ShouldBeProblemAsync(422, "idempotency-key-reused");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal($"{await first.JsonAsync()}", $"{await second.JsonAsync()}");
        Assert.Equal(1, await gateway.CountAsync("gateway.trainings"));
        // Same xmin: one transaction writes both the key and the training.
        Assert.True(await gateway.ScalarAsync<bool>("select k.xmin = t.xmin from gateway.idempotency_keys k, gateway.trainings t"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_listed_newest_first_page_by_page()
    {
        await using var gateway = await StartAsync();
        var ids = new List<Guid>();
        foreach (var name in (string[])["a", "b", "a"])
        {
            var begun = await (await gateway.PostJsonAsync("/v1/trainings", new { name, kind = "memn2n" })).JsonAsync();
            ids.Add(begun.GetProperty("id").GetGuid());
        }

        await gateway.PublishAsync(Reports.Failed(ids[0]));
        await UntilAsync(gateway, ids[0], "failed");

        var page = await (await gateway.SendAsync(HttpMethod.Get, "/v1/trainings?limit=2")).JsonAsync();
        Assert.Equal([ids[2], ids[1]], IdsOf(page));
        var next = page.GetProperty("next").GetString();
        page = await (await gateway.SendAsync(HttpMethod.Get, $"/v1/trainings?limit=2&cursor={next}")).JsonAsync();
        Assert.Equal([ids[0]], IdsOf(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);

        Assert.Equal([ids[2], ids[0]], IdsOf(await (await gateway.SendAsync(HttpMethod.Get, "/v1/trainings?name=a")).JsonAsync()));
        Assert.Equal([ids[0]], IdsOf(await (await gateway.SendAsync(HttpMethod.Get, "/v1/trainings?state=failed")).JsonAsync()));
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/trainings?state=trained")).ShouldBeProblemAsync(400, "invalid-query");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_asked_about_again_while_nothing_is_heard()
    {
        await using var gateway = await StartAsync(null, ("Gateway:RedriveAfter", "00:01:00"));
        var id = await BeginAsync(gateway);
        await gateway.Others.HearAsync<TrainModel>(1);

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(61));
        var again = (await gateway.Others.HearAsync<TrainModel>(2))[1];
        Assert.Equal((id, "memn2n"), (again.RunId, again.Kind));
        Assert.Equal("queued", StateOf(await GetAsync(gateway, id)));

        await gateway.PublishAsync(Reports.Trained(id));
        await UntilAsync(gateway, id, "done");
        Assert.Equal(0, await gateway.CountAsync("gateway.trainings where due_at is not null"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_asked_about_when_the_process_starts_again()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = await GatewayHost.StartAsync(database))
        {
            await BeginAsync(first);
            await first.Others.HearAsync<TrainModel>(1);
        }

        await using var second = await GatewayHost.StartAsync(database, others => others.Train = run => [Reports.Trained(run.RunId)]);

        var id = (await second.Others.HearAsync<TrainModel>(1))[0].RunId;
        await UntilAsync(second, id, "done");
    }

    [Theory(Timeout = 300_000)]
    [InlineData("""{"kind":"memn2n"}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories"}""", 422, "invalid-field")]
    [InlineData("""{"name":"../stories","kind":"memn2n"}""", 422, "invalid-field")]
    [InlineData("""{"name":"Stories","kind":"memn2n"}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories","kind":"mem n2n"}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories","kind":"memn2n","data":".."}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories","kind":"memn2n","data":"a/b"}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories","kind":"memn2n","options":[1]}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories","kind":"memn2n","options":"{}"}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories","kind":"memn2n","promote":"yes"}""", 422, "invalid-field")]
    [InlineData("""{"name":"stories","kind":"memn2n","option":{}}""", 422, "unknown-member")]
    [InlineData("train", 400, "malformed-json")]
    [InlineData("null", 400, "malformed-json")]
    public async Task Should_be_refused_when_it_is_wrong(string body, int status, string problem)
    {
        await using var gateway = await StartAsync();
        using var json = new StringContent(body, Encoding.UTF8, "application/json");

        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", json)).ShouldBeProblemAsync(status, problem);
        Assert.Equal(0, await gateway.CountAsync("gateway.trainings"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_refused_when_it_is_too_long_or_of_another_type()
    {
        await using var gateway = await StartAsync(null, ("Gateway:Trainings:MaxRequestBytes", "1024"));

        var lengthy = new { name = "stories", kind = "memn2n", options = new { text = new string('x', 1024) } };
        await (await gateway.PostJsonAsync("/v1/trainings", lengthy)).ShouldBeProblemAsync(413, "too-large");
        using var text = new StringContent("train");
        await (await gateway.SendAsync(HttpMethod.Post, "/v1/trainings", text)).ShouldBeProblemAsync(415, "unsupported-media-type");
        await (await gateway.SendAsync(HttpMethod.Get, $"/v1/trainings/{Guid.NewGuid()}")).ShouldBeProblemAsync(404, "unknown-training");
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/trainings/none")).ShouldBeProblemAsync(404, "unknown-training");
    }

    private async Task<GatewayHost> StartAsync(Func<TrainModel, IEnumerable<object>>? train = null, params (string, string)[] settings) =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others => others.Train = train ?? (_ => []), settings);

    private static async Task<Guid> BeginAsync(GatewayHost gateway) =>
        (await (await gateway.PostJsonAsync("/v1/trainings", Stories)).JsonAsync()).GetProperty("id").GetGuid();

    private static async Task<HttpResponseMessage> SendAsync(GatewayHost gateway, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/trainings") { Content = body };
        request.Headers.Add("Idempotency-Key", "\"one\"");
        return await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> GetAsync(GatewayHost gateway, Guid id) =>
        await (await gateway.SendAsync(HttpMethod.Get, $"/v1/trainings/{id}")).JsonAsync();

    private static Task<JsonElement> UntilAsync(GatewayHost gateway, Guid id, string state) =>
        gateway.UntilAsync($"/v1/trainings/{id}", training => StateOf(training) == state);

    private static Task UntilHandledAsync(GatewayHost gateway, int messages) =>
        Eventually.HoldsAsync(async () => await gateway.CountAsync("gateway.inbox") >= messages, $"{messages} messages are handled");

    private static string? StateOf(JsonElement training) => training.GetProperty("state").GetString();

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static IEnumerable<Guid> IdsOf(JsonElement page) =>
        page.GetProperty("trainings").EnumerateArray().Select(training => training.GetProperty("id").GetGuid());
}
