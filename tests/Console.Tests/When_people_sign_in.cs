using System.Net;
using Engram.Gateway.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The console of a service that has API keys.</summary>
public sealed class When_people_sign_in(RunningConsole console, GatewayWithKeys withKeys) : IClassFixture<GatewayWithKeys>
{
    private const string Reader = GatewayWithKeys.Reader;
    private const string Writer = GatewayWithKeys.Writer;

    private GatewayHost Gateway => withKeys.Gateway;

    [Fact(Timeout = 300_000)]
    public Task Should_ask_for_a_key_and_go_on_where_they_wanted_to() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/ask?state=failed");
        await Expect(page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
        await SignInAsync(page, "something-else-0123");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This is none of the service's keys.");

        await SignInAsync(page, Reader);
        Assert.EndsWith("/console/ask?state=failed", page.Url, StringComparison.Ordinal);
        await Expect(page.GetByText("Your key may read only: asking needs one with the role write.")).ToBeVisibleAsync();
        await page.GotoAsync("/console");
        await Expect(page.Locator("#stream")).ToHaveTextAsync("live");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        await page.GotoAsync("/console");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
    }, Gateway, expectedFault: "status of 401");

    [Fact(Timeout = 300_000)]
    public Task Should_act_with_the_keys_role() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/try");
        await SignInAsync(page, Writer);
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("a dog walk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag it" }).ClickAsync();
        await Expect(page.Locator("#result .chip").First).ToContainTextAsync("#DogWalk");
        await page.GetByText("The request that was sent").ClickAsync();
        await Expect(page.Locator("pre.curl")).ToContainTextAsync("Authorization: Bearer $ENGRAM_API_KEY");
        await page.GotoAsync("/console/webhooks");
        await Expect(page.GetByText("needs one with the role admin")).ToBeVisibleAsync();
    }, Gateway);

    [Fact(Timeout = 300_000)]
    public async Task Should_change_nothing_without_the_token_of_a_page()
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Gateway.Http.BaseAddress };
        var cookie = await CookieAsync(browser, Writer);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        browser.DefaultRequestHeaders.Add("Cookie", cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/v1/posts", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await PutAsync(browser, token: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await PutAsync(browser, token: "made-up"));
        var page = await browser.GetStringAsync(new Uri("/console", UriKind.Relative), Cancellation);
        const string before = "<meta name=\"engram-token\" content=\"";
        var start = page.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var token = page[start..page.IndexOf('"', start)];
        Assert.Equal(HttpStatusCode.Created, await PutAsync(browser, token));

        // A session ends after its time.
        Gateway.Clock.Advance(TimeSpan.FromHours(13));
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await browser.GetAsync(new Uri("/v1/posts", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("https://example.org/")]
    [InlineData("//example.org/console")]
    [InlineData("/console/\\example.org")]
    [InlineData("/v1/posts")]
    public async Task Should_lead_nowhere_but_into_the_console(string target)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Gateway.Http.BaseAddress };
        using var response = await SignInAsync(browser, Reader, target);

        Assert.Equal("/console", response.Headers.Location?.OriginalString);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task SignInAsync(IPage page, string key)
    {
        await page.GetByLabel("API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string key, string target)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = key, ["to"] = target });
        return await browser.PostAsync(new Uri("/console/sign-in", UriKind.Relative), form, Cancellation);
    }

    private static async Task<string> CookieAsync(HttpClient browser, string key)
    {
        using var response = await SignInAsync(browser, key, "/console");
        return response.Headers.GetValues("Set-Cookie").Single();
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient browser, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/memories/films");
        if (token is not null)
            request.Headers.Add("X-Engram-Token", token);
        using var response = await browser.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}

/// <summary>One gateway with API keys for all tests of a class.</summary>
public sealed class GatewayWithKeys(RunningConsole console) : IAsyncLifetime
{
    public const string Reader = "reader-0123456789";
    public const string Writer = "writer-0123456789";

    private GatewayHost? _gateway;

    public GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The fixture has not been started.");

    public async ValueTask InitializeAsync() => _gateway = await console.StartGatewayAsync(
        ("Listening:ApiKeys:0", Reader + " read"), ("Listening:ApiKeys:1", Writer + " write"));

    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}
