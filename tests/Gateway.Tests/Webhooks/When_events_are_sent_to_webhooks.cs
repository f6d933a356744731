using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Engram.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engram.Gateway.Tests.Webhooks;

/// <summary><c>/v1/webhooks</c>, and what receivers get.</summary>
public sealed class When_events_are_sent_to_webhooks(PostgresFixture postgres)
{
    // Of Standard Webhooks 1.0.0.
    private static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_come_signed_and_once_from_several_gateways()
    {
        const int posts = 100;
        var database = await postgres.CreateDatabaseAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        var made = await MakeAsync(one, receiver.Url, ["post.tagged", "post.deleted"]);
        var (id, secret) = (made.GetProperty("id").GetString(), made.GetProperty("secret").GetString()!);

        var lines = string.Join('\n', Enumerable.Range(0, posts).Select(post => $$"""{"id":"p{{post}}","text":"post {{post}}"}"""));
        using var body = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson"));
        (await one.SendAsync(HttpMethod.Post, "/v1/posts", body)).EnsureSuccessStatusCode();
        await one.PostJsonAsync("/v1/questions", new { id = "q", text = "who?", story = new[] { "Mary left." } });
        await one.SendAsync(HttpMethod.Delete, "/v1/questions/q");
        await Eventually.HoldsAsync(() => receiver.Events.Count >= posts, "all posts are told", minutes: 3);
        var rotated = await (await one.SendAsync(HttpMethod.Post, $"/v1/webhooks/{id}/secret")).JsonAsync();
        await one.SendAsync(HttpMethod.Delete, "/v1/posts/p0");
        await Eventually.HoldsAsync(() => receiver.Events.Any(got => got.Type == "post.deleted"), "the deletion is told");

        var received = receiver.Events.ToList();
        Assert.Equal(posts + 1, received.Count);
        Assert.Equal(posts + 1, received.Select(got => got.Id).Distinct().Count());
        Assert.Equal(
            Enumerable.Range(0, posts).Select(post => $"p{post}").Order(),
            received.Where(got => got.Type == "post.tagged").Select(got => got.About!).Order());
        Assert.All(received, got => Assert.True(got.IsSignedBy(secret)));
        Assert.All(received, got => Assert.Equal(got.Type, got.CloudEventType));
        var next = rotated.GetProperty("secret").GetString()!;
        Assert.All(received, got => Assert.Equal(got.Type == "post.deleted", got.IsSignedBy(next)));
        var shown = await (await one.SendAsync(HttpMethod.Get, $"/v1/webhooks/{id}")).JsonAsync();
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("secret").ValueKind);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_tried_for_three_days_then_disable_the_webhook_and_come_when_replayed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, response) => Answer(response, 500);
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync(), ("Gateway:Webhooks:MaxFailures", "1000"));
        var id = (await MakeAsync(gateway, receiver.Url, [])).GetProperty("id").GetString();
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", text = "hello" }, waitSeconds: 50);

        for (var attempt = 1; attempt <= Retries.Length; attempt++)
        {
            var failed = await DeliveryAsync(gateway, id, one => AttemptsOf(one) == attempt && HasFault(one));
            var wait = failed.GetProperty("dueAt").GetDateTimeOffset() - failed.GetProperty("lastAttemptAt").GetDateTimeOffset();
            Assert.InRange(wait, Retries[attempt - 1], Retries[attempt - 1] * 1.1);
            gateway.Clock.Advance(wait);
        }

        var given = await DeliveryAsync(gateway, id, one => StateOf(one) == "failed");
        Assert.Equal((10, 500), (AttemptsOf(given), given.GetProperty("lastStatus").GetInt32()));
        var disabled = await (await gateway.SendAsync(HttpMethod.Get, $"/v1/webhooks/{id}")).JsonAsync();
        Assert.False(disabled.GetProperty("enabled").GetBoolean());
        Assert.Contains("10 attempts", disabled.GetProperty("disabledReason").GetString(), StringComparison.Ordinal);

        receiver.Answer = (_, _) => Task.CompletedTask;
        await gateway.SendAsync(HttpMethod.Put, $"/v1/webhooks/{id}", JsonContent.Create(new { url = receiver.Url }));
        var replayed = await gateway.PostJsonAsync($"/v1/webhooks/{id}/replay", new { from = DateTimeOffset.UnixEpoch });
        Assert.Equal(1, (await replayed.JsonAsync()).GetProperty("replayed").GetInt32());
        await DeliveryAsync(gateway, id, one => StateOf(one) == "delivered");
        Assert.Single(receiver.Events.Select(got => got.Id).Distinct());
        Assert.Equal(11, receiver.Events.Count);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_meet_each_fault_of_a_receiver_as_it_deserves()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var selfSigned = await SelfSignedServer.StartAsync();
        receiver.Answer = (got, response) => got.Path switch
        {
            "/redirect" => Redirect(response),
            "/gone" => Answer(response, 410),
            "/busy" => Busy(response),
            "/slow" => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted),
            _ => Task.CompletedTask,
        };
        await using var gateway = await StartAsync(
            await postgres.CreateDatabaseAsync(), ("Gateway:Webhooks:Timeout", "00:00:02"));
        string[] urls =
        [
            receiver.Url + "/redirect", receiver.Url + "/gone", receiver.Url + "/busy", receiver.Url + "/slow", selfSigned.Url,
            "http://nobody.invalid/",
        ];
        var ids = new List<string?>();
        foreach (var url in urls)
            ids.Add((await MakeAsync(gateway, url, [])).GetProperty("id").GetString());
        Assert.All(
            await Task.WhenAll(ids.Select(id => gateway.SendAsync(HttpMethod.Post, $"/v1/webhooks/{id}/test"))),
            response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));

        var failed = new List<JsonElement>();
        foreach (var id in ids)
            failed.Add(await DeliveryAsync(gateway, id, HasFault));

        string[] faults = [.. failed.Select(delivery => delivery.GetProperty("lastFault").GetString()!)];
        Assert.StartsWith("It answered 302", faults[0], StringComparison.Ordinal);
        Assert.StartsWith("It answered 410", faults[1], StringComparison.Ordinal);
        Assert.StartsWith("It answered 503", faults[2], StringComparison.Ordinal);
        Assert.StartsWith("It did not answer within 2 s", faults[3], StringComparison.Ordinal);
        Assert.Equal("Its TLS certificate is not valid for it.", faults[4]);
        Assert.Equal("failed", StateOf(failed[1]));
        Assert.All(failed.Where((_, index) => index != 1), delivery => Assert.Equal("pending", StateOf(delivery)));
        Assert.DoesNotContain(receiver.Events, got => got.Path == "/elsewhere");
        var gone = await (await gateway.SendAsync(HttpMethod.Get, $"/v1/webhooks/{ids[1]}")).JsonAsync();
        Assert.False(gone.GetProperty("enabled").GetBoolean());
        await (await gateway.SendAsync(HttpMethod.Post, $"/v1/webhooks/{ids[1]}/test")).ShouldBeProblemAsync(409, "webhook-disabled");
        var wait = failed[2].GetProperty("dueAt").GetDateTimeOffset() - failed[2].GetProperty("lastAttemptAt").GetDateTimeOffset();
        Assert.Equal(TimeSpan.FromHours(1), wait);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_leave_a_failing_receiver_alone_for_a_while_and_try_it_with_one()
    {
        const int posts = 6;
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, response) => Answer(response, 500);
        await using var gateway = await StartAsync(
            await postgres.CreateDatabaseAsync(),
            ("Gateway:Webhooks:MaxFailures", "2"), ("Gateway:Webhooks:MaxAtOnce", "1"), ("Gateway:Webhooks:PauseFor", "01:00:00"));
        var id = (await MakeAsync(gateway, receiver.Url, [])).GetProperty("id").GetString();
        for (var post = 0; post < posts; post++)
            await gateway.PostJsonAsync("/v1/posts", new { id = $"p{post}", text = "hello" }, waitSeconds: 50);

        await PausedAsync(gateway, id, failures: 2);
        Assert.Equal(2, receiver.Events.Count);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await PausedAsync(gateway, id, failures: 3);
        Assert.Equal(3, receiver.Events.Count);
        receiver.Answer = (_, _) => Task.CompletedTask;
        gateway.Clock.Advance(TimeSpan.FromHours(1));

        await Eventually.HoldsAsync(
            async () => await gateway.CountAsync("gateway.webhook_deliveries where state = 'delivered'") == posts,
            "all are delivered");
        Assert.Equal(posts, receiver.Events.Select(got => got.Id).Distinct().Count());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_never_go_to_a_private_address()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var receiver = await Receiver.StartAsync();
        string? id;
        await using (var lenient = await StartAsync(database))
            id = (await MakeAsync(lenient, receiver.Url, [])).GetProperty("id").GetString();
        await using var gateway = await GatewayHost.StartAsync(database);

        await gateway.SendAsync(HttpMethod.Post, $"/v1/webhooks/{id}/test");
        var failed = await DeliveryAsync(gateway, id, HasFault);

        Assert.Equal("Its host is not on a public address.", failed.GetProperty("lastFault").GetString());
        Assert.Empty(receiver.Events);
        string[] refused = ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "http://example.org/", "ftp://example.org/", ""];
        foreach (var url in refused)
            await (await gateway.PostJsonAsync("/v1/webhooks", new { url })).ShouldBeProblemAsync(422, "invalid-field");
        await (await gateway.PostJsonAsync("/v1/webhooks", new { url = "https://192.0.43.8/", types = new[] { "post.taged" } }))
            .ShouldBeProblemAsync(422, "invalid-field");
        await (await gateway.SendAsync(HttpMethod.Get, $"/v1/webhooks/{Guid.Empty}")).ShouldBeProblemAsync(404, "unknown-webhook");
    }

    private static Task<GatewayHost> StartAsync(string database, params (string, string)[] settings) => GatewayHost.StartAsync(
        database, others => others.Predict = command => [Answers.To(command)],
        [("Gateway:Webhooks:AllowPrivateAddresses", "true"), ("Gateway:Webhooks:PollInterval", "00:00:00.050"), .. settings]);

    private static async Task<JsonElement> MakeAsync(GatewayHost gateway, string url, string[] types)
    {
        var response = await gateway.PostJsonAsync("/v1/webhooks", new { url, types });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.JsonAsync();
    }

    /// <summary>Polls the latest delivery of a webhook until it satisfies the condition.</summary>
    private static async Task<JsonElement> DeliveryAsync(GatewayHost gateway, string? id, Func<JsonElement, bool> isReached)
    {
        var page = await gateway.UntilAsync(
            $"/v1/webhooks/{id}/deliveries",
            page => page.GetProperty("deliveries").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } one
                && isReached(one));
        return page.GetProperty("deliveries")[0];
    }

    private static Task<JsonElement> PausedAsync(GatewayHost gateway, string? id, int failures) => gateway.UntilAsync(
        $"/v1/webhooks/{id}",
        webhook => webhook.GetProperty("failures").GetInt32() == failures
            && webhook.GetProperty("pausedUntil").ValueKind == JsonValueKind.String);

    private static int AttemptsOf(JsonElement delivery) => delivery.GetProperty("attempts").GetInt32();

    private static string? StateOf(JsonElement delivery) => delivery.GetProperty("state").GetString();

    // An attempt counts when it begins; its fault is noted, with the time of the next one, when it has ended.
    private static bool HasFault(JsonElement delivery) =>
        delivery.GetProperty("lastAttemptAt") is { ValueKind: JsonValueKind.String } last
        && (delivery.GetProperty("dueAt") is not { ValueKind: JsonValueKind.String } due
            || due.GetDateTimeOffset() - last.GetDateTimeOffset() >= Retries[Math.Min(AttemptsOf(delivery), Retries.Length) - 1]);

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Redirect(HttpResponse response)
    {
        response.Redirect("/elsewhere");
        return Task.CompletedTask;
    }

    private static Task Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = TimeSpan.FromHours(1).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Answer(response, 503);
    }

    /// <summary>A server whose certificate nobody trusts.</summary>
    private sealed class SelfSignedServer(WebApplication app, X509Certificate2 certificate) : IAsyncDisposable
    {
        public string Url => app.Urls.First();

        public static async Task<SelfSignedServer> StartAsync()
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=other.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var now = TimeProvider.System.GetUtcNow();
            var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
            var app = builder.Build();
            app.Run(_ => Task.CompletedTask);
            await app.StartAsync(Cancellation);
            return new SelfSignedServer(app, certificate);
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            certificate.Dispose();
        }
    }
}
