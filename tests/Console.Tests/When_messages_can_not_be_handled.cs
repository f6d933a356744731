using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Engram.Gateway.Tests;
using Engram.TestKit;
using Microsoft.Playwright;
using RabbitMQ.Client;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>Dead letters in a broker, by the public API and by the screens that use it.</summary>
public sealed class When_messages_can_not_be_handled(RunningConsole console, GatewayOnBroker onBroker)
    : IClassFixture<GatewayOnBroker>
{
    private const string Path = "/v1/dead-letters";
    private const string Hostile = "</pre><script>alert(1)</script><img src=x onerror=alert(2)> \u202Egnp";
    private const string Trace =
        """
           at System.Text.Json.ThrowHelper.ThrowJsonException()
           at Engram.Ocr.PictureReader.ReadAsync(Picture picture) in /src/PictureReader.cs:line 40
           at Engram.Ocr.Consumers.ImageReceivedConsumer.Consume(ConsumeContext`1 context)
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_be_grouped_replayed_and_discarded_by_the_api()
    {
        await using var queue = await onBroker.TakeQueueAsync("ocr-image-received");
        await queue.KeepAsync("first", Bodies.Envelope, "System.FormatException", Trace);
        await queue.KeepAsync("second", Bodies.Envelope, "System.FormatException", Trace);
        await queue.KeepAsync("third", Bodies.Envelope, "System.TimeoutException", Trace);
        await queue.KeepAsync("poison", "{ this is no JSON", "System.FormatException", "none of ours");

        var groups = await ListAsync(queue);
        Assert.Equal(
            [
                ("System.FormatException", null, 1), ("System.FormatException", "Engram.Ocr.PictureReader.ReadAsync", 2),
                ("System.TimeoutException", "Engram.Ocr.PictureReader.ReadAsync", 1),
            ],
            groups.Select(group => (
                group.GetProperty("exception").GetString(), group.GetProperty("frame").GetString(), group.GetProperty("count").GetInt32()))
                .Order());

        // Pages of one group each hold the same.
        var paged = new List<string>();
        for (string? cursor = "", id; cursor is not null;)
        {
            var page = await GetAsync($"{Path}?queue={queue.Name}&limit=1{cursor}");
            id = Assert.Single(page.GetProperty("groups").EnumerateArray()).GetProperty("id").GetString()!;
            paged.Add(id);
            cursor = page.GetProperty("next").GetString() is { } next ? "&cursor=" + next : null;
        }

        Assert.Equal(groups.Select(IdOf), paged);

        var pair = groups.Single(group => group.GetProperty("count").GetInt32() == 2);
        var letters = (await GetAsync($"{Path}/{IdOf(pair)}?limit=1")).GetProperty("letters");
        var first = Assert.Single(letters.EnumerateArray());
        Assert.Equal("first", first.GetProperty("messageId").GetString());
        var letter = await GetAsync($"{Path}/{IdOf(pair)}/letters/{IdOf(first)}");
        Assert.Equal(Bodies.Envelope, letter.GetProperty("body").GetString());
        Assert.Equal("engram", letter.GetProperty("headers").GetProperty("sender").GetString());

        var replayed = await SendAsync(HttpMethod.Post, $"{Path}/{IdOf(pair)}/letters/{IdOf(first)}/replay");
        Assert.Equal(1, replayed.GetProperty("moved").GetInt32());
        var back = await queue.NextAsync();
        Assert.Equal(("first", 1), (back.BasicProperties.MessageId, back.BasicProperties.Headers!["engram-replays"]));
        Assert.Equal(Bodies.Envelope, Encoding.UTF8.GetString(back.Body.Span));
        Assert.Equal(1, (await SendAsync(HttpMethod.Post, $"{Path}/{IdOf(pair)}/replay")).GetProperty("moved").GetInt32());
        await (await RawAsync(HttpMethod.Post, $"{Path}/{IdOf(pair)}/replay")).ShouldBeProblemAsync(404, "unknown-dead-letter");

        var poison = groups.Single(group => group.GetProperty("frame").GetString() is null);
        var stays = await SendAsync(HttpMethod.Post, $"{Path}/{IdOf(poison)}/replay");
        Assert.Equal((0, 1), (stays.GetProperty("moved").GetInt32(), stays.GetProperty("stayedCount").GetInt32()));
        await (await RawAsync(HttpMethod.Delete, $"{Path}/{IdOf(poison)}")).ShouldBeProblemAsync(400, "invalid-query");
        var discarded = await SendAsync(HttpMethod.Delete, $"{Path}/{IdOf(poison)}?reason=The+sender+is+gone.");
        Assert.Equal(1, discarded.GetProperty("moved").GetInt32());
        Assert.Equal(
            ["System.TimeoutException"], (await ListAsync(queue)).Select(group => group.GetProperty("exception").GetString()));
        Assert.Equal("The sender is gone.", await queue.DiscardReasonAsync());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_moved_by_admins_alone_and_be_named_by_nothing_else()
    {
        await using var queue = await onBroker.TakeQueueAsync("predict-keyphrases");
        await queue.KeepAsync("kept", Bodies.Envelope, "System.FormatException", Trace);
        var group = IdOf(Assert.Single(await ListAsync(queue)));

        await (await RawAsync(HttpMethod.Post, $"{Path}/{group}/replay", GatewayOnBroker.Writer)).ShouldBeProblemAsync(403, "key-role");
        await (await RawAsync(HttpMethod.Delete, $"{Path}/{group}?reason=none", GatewayOnBroker.Writer))
            .ShouldBeProblemAsync(403, "key-role");
        await (await RawAsync(HttpMethod.Get, $"{Path}?queue=secrets")).ShouldBeProblemAsync(400, "invalid-query");
        foreach (var name in new[] { "secrets_error.0", "_error.0", "predict-keyphrases.0", "..%2F", "predict-keyphrases_error" })
            await (await RawAsync(HttpMethod.Get, $"{Path}/{name}")).ShouldBeProblemAsync(404, "unknown-dead-letter");
        Assert.Single(await ListAsync(queue));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_seen_to_wait_where_nothing_reads_them()
    {
        await using var queue = await onBroker.TakeQueueAsync("recommend-items");
        await queue.SendAsync("waiting");

        await Eventually.HoldsAsync(
            async () => (await GetAsync("/v1/backlog")).GetProperty("queues").EnumerateArray()
                .Any(one => one.GetProperty("name").GetString() == queue.Name && one.GetProperty("messages").GetInt32() == 1
                    && one.GetProperty("consumers").GetInt32() == 0),
            "the queue is listed with its message");
        var backlog = await (await console.Gateway.SendAsync(HttpMethod.Get, "/v1/backlog")).JsonAsync();
        Assert.Equal(
            ["posts", "questions", "recommendations"],
            backlog.GetProperty("work").EnumerateArray().Select(work => work.GetProperty("kind").GetString()));
        Assert.Contains("in memory", backlog.GetProperty("noQueues").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_looked_at_and_sent_back_on_the_screens()
    {
        await using var queue = await onBroker.TakeQueueAsync("read-story");
        await queue.KeepAsync(Hostile, Hostile, Hostile, Trace);
        await queue.KeepAsync("good", Bodies.Envelope, "System.FormatException", Trace);

        await console.VisitAsync(async page =>
        {
            await page.GotoAsync("/console/sign-in?to=/console/dead-letters");
            await page.GetByLabel("API key").FillAsync(GatewayOnBroker.Admin);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = queue.Name });
            await Expect(row).ToHaveCountAsync(2);
            Assert.Contains(Hostile, await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
            await row.Filter(new() { HasText = "System.FormatException" }).GetByRole(AriaRole.Button).ClickAsync();
            await Expect(row).ToHaveCountAsync(1);
            Assert.Equal("good", (await queue.NextAsync()).BasicProperties.MessageId);

            await row.GetByRole(AriaRole.Link).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "alert(1)" }).ClickAsync();
            Assert.Equal(Hostile, await page.Locator("pre.letter").TextContentAsync());
            await page.GetByText("Discard it").ClickAsync();
            await page.GetByLabel("Reason").FillAsync("It is hostile.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Discard", Exact = true }).ClickAsync();
            await page.WaitForURLAsync("**/console/dead-letters");
            await Expect(row).ToHaveCountAsync(0);
            Assert.Equal("It is hostile.", await queue.DiscardReasonAsync());
        }, onBroker.Gateway);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_said_to_be_none_without_a_broker()
    {
        await (await console.Gateway.SendAsync(HttpMethod.Get, Path)).ShouldBeProblemAsync(409, "no-dead-letters-kept");
        await console.VisitAsync(async page =>
        {
            await page.GotoAsync("/console/dead-letters");
            await Expect(page.Locator(".note")).ToContainTextAsync("The transport in memory keeps none");
        });
    }

    private static string IdOf(JsonElement named) => named.GetProperty("id").GetString()!;

    private async Task<List<JsonElement>> ListAsync(KeptQueue queue) =>
        [.. (await GetAsync($"{Path}?queue={queue.Name}")).GetProperty("groups").EnumerateArray()];

    private Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path)
    {
        using var response = await RawAsync(method, path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
        return await response.JsonAsync();
    }

    private async Task<HttpResponseMessage> RawAsync(HttpMethod method, string path, string key = GatewayOnBroker.Admin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await onBroker.Gateway.Http.SendAsync(request, Cancellation);
    }

    private static class Bodies
    {
        public const string Envelope =
            """{"messageId":"x","messageType":["urn:message:Engram.Contracts.Images:ImageReceived"],"message":{"text":"Grüße 🦈"}}""";
    }
}
