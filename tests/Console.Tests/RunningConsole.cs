using System.Collections.Concurrent;
using System.Diagnostics;
using Engram.Gateway.Tests;
using Engram.TestKit;
using Microsoft.Playwright;

namespace Engram.Console.Tests;

/// <summary>One gateway with its own PostgreSQL, and one browser, for all tests. <see cref="PlayedServices"/> answers for the other
/// services. Posts of different tests lie in one list: each test names its own source.</summary>
public sealed class RunningConsole : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    // A machine that is busy with tests is slow.
    private const float PatienceMilliseconds = 60_000;

    // Requests have a trace, as wherever logs are written or traces collected.
    private readonly ActivityListener _traces = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    private readonly PostgresFixture _postgres = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private GatewayHost? _gateway;

    public GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The fixture has not been started.");

    public async ValueTask InitializeAsync()
    {
        ActivitySource.AddActivityListener(_traces);
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var browser = LaunchAsync();
        await _postgres.InitializeAsync();
        _gateway = await StartGatewayAsync();
        await _gateway.PublishAsync(PlayedServices.Model());
        await browser;
    }

    /// <summary>Starts a gateway with a database of its own.</summary>
    public async Task<GatewayHost> StartGatewayAsync(params (string Key, string Value)[] settings) =>
        await GatewayHost.StartAsync(await _postgres.CreateDatabaseAsync(), PlayedServices.Play, settings);

    /// <summary>Lets a person use the console. What must never happen fails the test: an error in the browser's console, a script that
    /// breaks, a request to another host.</summary>
    /// <param name="act">What the person does.</param>
    /// <param name="gateway">The gateway; null for the one that all tests share.</param>
    /// <param name="width">Width of the window, pixels.</param>
    /// <param name="hasScript">Whether the browser runs scripts.</param>
    /// <param name="expectedFault">An answer that the browser reports as an error, and that the test provokes.</param>
    public Task VisitAsync(
        Func<IPage, Task> act, GatewayHost? gateway = null, int width = 1280, bool hasScript = true, string? expectedFault = null) =>
        VisitAsync((gateway ?? Gateway).Http.BaseAddress!, act, width, hasScript, expectedFault);

    /// <inheritdoc cref="VisitAsync(Func{IPage, Task}, GatewayHost?, int, bool, string?)"/>
    /// <param name="url">Where the gateway is.</param>
    public async Task VisitAsync(
        Uri url, Func<IPage, Task> act, int width = 1280, bool hasScript = true, string? expectedFault = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(act);
        var address = url.ToString();
        await using var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = address,
            JavaScriptEnabled = hasScript,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        var faults = new ConcurrentQueue<string>();
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address, StringComparison.Ordinal))
                faults.Enqueue($"a request to {request.Url}");
        };
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => faults.Enqueue(error);
        page.Console += (_, message) =>
        {
            var isExpected = expectedFault is not null && message.Text.Contains(expectedFault, StringComparison.Ordinal);
            if (message.Type is "error" or "warning" && !isExpected)
                faults.Enqueue(message.Text);
        };
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await act(page);
        Assert.Empty(faults);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await _postgres.DisposeAsync();
        _traces.Dispose();
    }

    private async Task LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }
}
