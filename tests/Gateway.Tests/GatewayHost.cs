using System.Net.Http.Json;
using System.Text.Json;
using Engram.Gateway.Expiry;
using Engram.ServiceTestKit;
using Engram.Streams.Tests.Clients;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Gateway.Tests;

/// <summary>A running gateway. The test plays the other services.</summary>
public sealed class GatewayHost : ServiceHost
{
    private GatewayHost(string database, OtherServices others, IEnumerable<(string, string)> settings)
        : base(
            database,
            // Long enough that only SweepAfterAsync sweeps.
            [("Gateway:SweepInterval", "00:10:00"), .. settings],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(new ManualClock());
                builder.AddGateway();
                builder.Services.AddSingleton(others);
                builder.Services.AddSingleton(LocalServer.AtOnce);
            },
            bus =>
            {
                bus.AddGatewayConsumers();
                bus.AddConsumer<OtherServicesConsumer>();
                bus.AddConsumeObserver<HandledMessages>();
            })
    {
        Others = others;
        Map(app => app.MapGateway());
    }

    public OtherServices Others { get; }

    public ManualClock Clock => (ManualClock)Of<TimeProvider>();

    public IBus Bus => Of<IBus>();

    public static Task<GatewayHost> StartAsync(
        string connectionString, Action<OtherServices>? others = null, params (string Key, string Value)[] settings)
    {
        var played = new OtherServices();
        others?.Invoke(played);
        return StartAsync(() => new GatewayHost(connectionString, played, settings));
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null, int? waitSeconds = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (waitSeconds is { } seconds)
            request.Headers.Add("Prefer", $"wait={seconds}");
        return await Http.SendAsync(request, Cancellation);
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, object body, int? waitSeconds = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), waitSeconds);

    /// <summary>Polls a resource until it satisfies the condition. The timeout of the test limits the wait.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isReached)
    {
        while (true)
        {
            var resource = await (await SendAsync(HttpMethod.Get, path)).JsonAsync();
            if (isReached(resource))
                return resource;
            await Task.Delay(20, Cancellation);
        }
    }

    /// <summary>Waits until the gateway has handled so many messages in all, counting each that comes twice twice.</summary>
    public async Task UntilHandledAsync(int messages)
    {
        var handled = Services.GetServices<IConsumeObserver>().OfType<HandledMessages>().Single();
        while (handled.Count < messages)
            await Task.Delay(20, Cancellation);
    }

    /// <summary>Adds a source that follows a live stream.</summary>
    public async Task<JsonElement> FollowAsync(string name, Uri url, string form = "jetstream")
    {
        var response = await SendAsync(HttpMethod.Put, $"/v1/sources/{name}", JsonContent.Create(new { form, url }));
        response.EnsureSuccessStatusCode();
        return await response.JsonAsync();
    }

    /// <summary>Advances the clock and handles everything that is due by then.</summary>
    public async Task SweepAfterAsync(TimeSpan passed)
    {
        Clock.Advance(passed);
        await Of<ExpiryService>().SweepAsync(Cancellation);
    }
}

/// <summary>Real time plus an offset that the test sets.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _ahead;
    private long _passed;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _passed)).TotalSeconds * TimestampFrequency);

    /// <summary>Advances both the wall clock and the elapsed time.</summary>
    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _passed, by.Ticks);
        SetAhead(by);
    }

    /// <summary>Sets the wall clock ahead, as an administrator would. Elapsed time does not change.</summary>
    public void SetAhead(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}

public static class HttpAnswers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Asserts the status and type of a problem response, and returns the problem.</summary>
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

/// <summary>Counts the messages that the gateway has handled, each time that one comes.</summary>
internal sealed class HandledMessages : IConsumeObserver
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (context.ReceiveContext.InputAddress.AbsolutePath.Contains("/gateway-", StringComparison.Ordinal))
            Interlocked.Increment(ref _count);
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
