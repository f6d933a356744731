using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Engram.Hosting.Tests;

/// <summary>Requests that a browser sends on behalf of a web page.</summary>
public sealed class When_a_web_page_calls_a_service
{
    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.", HttpStatusCode.MisdirectedRequest)]
    [InlineData("0.0.0.0", HttpStatusCode.MisdirectedRequest)]
    [InlineData("169.254.169.254", HttpStatusCode.MisdirectedRequest)]
    public async Task Should_answer_to_loopback_names_only(string host, HttpStatusCode status)
    {
        await using var app = await StartAsync();

        Assert.Equal(status, (await SendAsync(app, HttpMethod.Get, ("Host", host))).Status);
        Assert.Equal(status, (await SendAsync(app, HttpMethod.Get, ("Host", $"{host}:8080"))).Status);
    }

    [Fact]
    public async Task Should_answer_to_the_names_it_is_given()
    {
        await using var app = await StartAsync(("Listening:AllowedHosts:0", "engram.example"));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(app, HttpMethod.Get, ("Host", "engram.example"))).Status);
        var (status, problem) = await SendAsync(app, HttpMethod.Delete, ("Host", "rebound.example"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, status);
        Assert.Equal("urn:engram:problem:host-not-allowed", problem.GetProperty("type").GetString());
        Assert.Contains("'rebound.example'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "http://evil.example", null, null)]
    [InlineData("POST", "null", null, null)]
    [InlineData("POST", "http://localhost:3000", "same-site", null)]
    [InlineData("DELETE", null, "cross-site", null)]
    [InlineData("POST", null, "same-site", null)]
    [InlineData("POST", null, "cross-site", "navigate")]
    [InlineData("GET", null, "cross-site", "no-cors")]
    [InlineData("OPTIONS", "http://evil.example", "cross-site", "cors")]
    public async Task Should_refuse_pages_of_other_origins(string method, string? origin, string? site, string? mode)
    {
        await using var app = await StartAsync();

        var (status, problem) = await SendAsync(
            app, new HttpMethod(method), ("Host", "localhost"), ("Origin", origin), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("urn:engram:problem:origin-not-allowed", problem.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("POST", null, null, null)]
    [InlineData("POST", "http://localhost", "same-origin", "cors")]
    [InlineData("GET", null, "none", "navigate")]
    [InlineData("GET", null, "cross-site", "navigate")]
    [InlineData("POST", "https://console.example", "cross-site", "cors")]
    public async Task Should_serve_its_own_pages_programs_links_and_allowed_origins(
        string method, string? origin, string? site, string? mode)
    {
        await using var app = await StartAsync(("Listening:AllowedOrigins:0", "https://console.example"));

        var (status, _) = await SendAsync(
            app, new HttpMethod(method), ("Host", "localhost"), ("Origin", origin), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Should_let_pages_of_allowed_origins_read_the_answers()
    {
        const string console = "https://console.example";
        await using var app = await StartAsync(("Listening:AllowedOrigins:0", console));
        using var http = new HttpClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri($"{app.Urls.Single()}/work"));
        preflight.Headers.Add("Origin", console);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");

        using var permission = await http.SendAsync(preflight, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, permission.StatusCode);
        Assert.Equal(console, permission.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("authorization", permission.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Equal("600", permission.Headers.GetValues("Access-Control-Max-Age").Single());
    }

    private static async Task<WebApplication> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapMethods("/work", ["GET", "POST", "DELETE", "OPTIONS"], () => "done");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Problem)> SendAsync(
        WebApplication app, HttpMethod method, params (string Name, string? Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"{app.Urls.Single()}/work"));
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, response.IsSuccessStatusCode ? default : JsonDocument.Parse(body).RootElement);
    }
}
