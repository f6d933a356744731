using System.Net;
using System.Net.Http.Headers;
using Engram.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.ServiceDefaults.Tests;

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

        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/work"));
    }

    [Fact]
    public async Task Should_open_only_to_its_keys_once_one_is_set()
    {
        await using var app = await StartAsync(("Listening:Urls", "http://127.0.0.1:0"), ("Listening:ApiKeys:0", Key));

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, "/work"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, "/work", "another-key-of-enough-length"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/work", Key));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "/readyz"));
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
        app.MapGet("/work", () => "done");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<HttpStatusCode> GetAsync(WebApplication app, string path, string? key = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        if (key is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
