using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Engram.Gateway.Sweeping;
using Engram.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Engram.Gateway.Tests;

/// <summary>The whole gateway on a free port, over a real database and the in-memory transport, with the other services played by the test.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public OtherServices Others => _app.Services.GetRequiredService<OtherServices>();

    public ManualClock Clock => (ManualClock)_app.Services.GetRequiredService<TimeProvider>();

    public IServiceProvider Services => _app.Services;

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    public static async Task<GatewayHost> StartAsync(string connectionString, Action<OtherServices>? others = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Engram"] = connectionString,
            ["Messaging:Transport"] = "InMemory",
            ["Listening:Urls"] = "http://127.0.0.1:0",
            // Work is looked after when the test says so.
            ["Gateway:SweepInterval"] = "00:10:00",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.Services.AddSingleton<TimeProvider>(new ManualClock());
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddGateway();
        var played = new OtherServices();
        others?.Invoke(played);
        builder.Services.AddSingleton(played);
        builder.AddMessaging(bus =>
        {
            bus.AddGatewayConsumers();
            bus.AddConsumer<OtherServicesConsumer>();
        });

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGateway();
        await app.StartAsync();
        return new GatewayHost(app);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null, int? waitSeconds = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (waitSeconds is { } seconds)
            request.Headers.Add("Prefer", $"wait={seconds}");
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, object body, int? waitSeconds = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), waitSeconds);

    /// <summary>Reads a resource until it is as the test wants it; the test's own timeout ends a wait that never ends well.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isReached)
    {
        while (true)
        {
            var resource = await (await SendAsync(HttpMethod.Get, path)).JsonAsync();
            if (isReached(resource))
                return resource;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Moves the clock and looks after what is due then.</summary>
    public async Task SweepAfterAsync(TimeSpan passed)
    {
        Clock.Advance(passed);
        await _app.Services.GetRequiredService<SweepService>().SweepAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>Real time, moved ahead by as much as the test says.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}

public static class HttpAnswers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Asserts a problem by its status and type, and returns it.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, int status, string name)
    {
        ArgumentNullException.ThrowIfNull(response);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"Expected {status}, got {(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal("urn:engram:problem:" + name, problem.GetProperty("type").GetString());
        Assert.DoesNotContain("   at Engram", body, StringComparison.Ordinal);
        return problem;
    }
}
