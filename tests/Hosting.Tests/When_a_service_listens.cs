using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Engram.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Hosting.Tests;

/// <summary>Listening addresses and API keys.</summary>
public sealed class When_a_service_listens
{
    private const string Key = "a-key-of-enough-length";

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://+:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://127.0.0.1:0;http://192.168.1.5:0")]
    [InlineData("http://example.org:0")]
    public async Task Should_refuse_to_start_open_without_a_key(string urls)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Listening:Urls", urls)));

        Assert.Contains("no API key is set", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::1]:0")]
    public async Task Should_need_no_key_on_loopback(string urls)
    {
        await using var app = await StartAsync(("Listening:Urls", urls));

        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/jobs"));
    }

    [Fact]
    public async Task Should_open_only_to_its_keys_once_one_is_set()
    {
        await using var app = await StartAsync(("Listening:Urls", "http://127.0.0.1:0"), ("Listening:ApiKeys:0", Key));

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, "/jobs"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, "/jobs", "another-key-of-enough-length"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/jobs", Key));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/readyz"));
    }

    [Fact]
    public async Task Should_show_what_health_consists_of_to_its_keys_only()
    {
        await using var open = await StartAsync(("Listening:Urls", "http://127.0.0.1:0"));
        await using var locked = await StartAsync(("Listening:Urls", "http://127.0.0.1:0"), ("Listening:ApiKeys:0", Key));

        Assert.Contains("checks", await ReadyAsync(open), StringComparison.Ordinal);
        Assert.Equal("{\"status\":\"Healthy\"}", await ReadyAsync(locked));
        Assert.Contains("checks", await ReadyAsync(locked, Key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_take_the_keys_of_its_file_as_they_change()
    {
        const string next = "another-key-of-enough-length";
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "keys");
        await File.WriteAllTextAsync(file, $"# who: the importer\n{Key}\n", TestContext.Current.CancellationToken);
        await using var app = await StartAsync(
            ("Listening:Urls", "http://0.0.0.0:0"), ("Listening:ApiKeysFile", file), ("Listening:ApiKeysFileInterval", "00:00:00.020"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/jobs", Key));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, "/jobs", next));

        await File.WriteAllTextAsync(file, $"{Key}\n{next}\n", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await GetAsync(app, "/jobs", next) == HttpStatusCode.OK, "the new key opens");
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/jobs", Key));

        await File.WriteAllTextAsync(file, next, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await GetAsync(app, "/jobs", Key) == HttpStatusCode.Unauthorized, "the old key is gone");

        File.Delete(file);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/jobs", next));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, "/jobs"));
    }

    [Theory]
    [InlineData("", "holds no API key")]
    [InlineData("short", "use at least 16")]
    [InlineData(null, "Could not find file")]
    public async Task Should_refuse_to_start_with_a_file_that_holds_no_good_key(string? content, string reason)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "keys");
        if (content is not null)
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Listening:ApiKeysFile", file)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_let_each_key_do_what_its_role_may()
    {
        const string reader = "a-reader-of-enough-length", writer = "a-writer-of-enough-length", admin = "an-admin-of-enough-length";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(writer)));
        await using var app = await StartAsync(
            ("Listening:ApiKeys:0", reader + " read"), ("Listening:ApiKeys:1", $"sha256:{hash} write"), ("Listening:ApiKeys:2", admin));

        HttpStatusCode[] ofReader = [await GetAsync(app, "/jobs", reader), await PostAsync(app, "/jobs", reader)];
        HttpStatusCode[] ofWriter = [await GetAsync(app, "/jobs", writer), await PostAsync(app, "/jobs", writer),
            await PostAsync(app, "/rule", writer)];

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden], ofReader);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden], ofWriter);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/rule", admin));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, "/jobs", hash));
    }

    [Theory]
    [InlineData("a-key-of-enough-length owner", "a role other than")]
    [InlineData("a-key-of-enough-length read write", "neither a key nor")]
    [InlineData("sha256:abc read", "a hash that is not")]
    public async Task Should_refuse_a_key_that_it_does_not_understand(string key, string reason)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Listening:ApiKeys:0", key)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_answer_as_clients_of_http_expect()
    {
        await using var app = await StartAsync(("Listening:Urls", "http://127.0.0.1:0"));
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var head = await SendAsync(http, HttpMethod.Head, "/jobs");
        using var options = await SendAsync(http, HttpMethod.Options, "/jobs");
        using var stream = await SendAsync(http, HttpMethod.Head, "/jobs/events");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("", await head.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("nosniff", head.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(["GET", "POST"], options.Content.Headers.Allow.Order());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, stream.StatusCode);
    }

    [Fact]
    public async Task Should_refuse_a_key_that_can_be_guessed()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Listening:ApiKeys:0", "secret")));

        Assert.Contains("use at least 16", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/jobs", () => "done");
        app.MapGet("/jobs/events", () => "done");
        app.MapPost("/jobs", () => "done");
        app.MapPost("/rule", () => "done").WithMetadata(new RequiredKeyRole(KeyRole.Admin));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<string> ReadyAsync(WebApplication app, string? key = null)
    {
        using var http = new HttpClient
        {
            BaseAddress = new Uri(app.Urls.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)),
        };
        if (key is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path) =>
        http.SendAsync(new HttpRequestMessage(method, path), TestContext.Current.CancellationToken);

    private static Task<HttpStatusCode> GetAsync(WebApplication app, string path, string? key = null) =>
        StatusAsync(app, HttpMethod.Get, path, key);

    private static Task<HttpStatusCode> PostAsync(WebApplication app, string path, string key) =>
        StatusAsync(app, HttpMethod.Post, path, key);

    private static async Task<HttpStatusCode> StatusAsync(WebApplication app, HttpMethod method, string path, string? key)
    {
        using var http = new HttpClient
        {
            BaseAddress = new Uri(app.Urls.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)),
        };
        if (key is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await SendAsync(http, method, path);
        return response.StatusCode;
    }
}
