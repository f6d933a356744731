using System.Net.Http.Json;
using Engram.TestKit;
using Microsoft.Playwright;

namespace Engram.Console.Tests;

/// <summary>Takes the pictures in docs/console of a running system that holds the samples; docs/console/README.md names the
/// commands.</summary>
public sealed class Screenshots(RunningConsole console)
{
    private const int Width = 1100;

    [Fact(Explicit = true, Timeout = 300_000)]
    public async Task Should_be_taken()
    {
        var url = Environment.GetEnvironmentVariable("ENGRAM_URL");
        Assert.SkipWhen(url is null, "ENGRAM_URL is not set: it names the system whose pictures are taken.");
        using var http = new HttpClient { BaseAddress = new Uri(url!) };
        http.DefaultRequestHeaders.Add("Prefer", "wait=60");
        using var question = await http.PostAsJsonAsync(
            "/v1/questions", new { id = "sample", text = "who directed Jaws?", memory = "movies" }, TestContext.Current.CancellationToken);
        question.EnsureSuccessStatusCode();

        await console.VisitAsync(http.BaseAddress, async page =>
        {
            await page.GotoAsync("/console/posts/sample-02");
            foreach (var layer in await page.GetByRole(AriaRole.Checkbox).AllAsync())
                await layer.CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^#") }).First.ClickAsync();
            await TakeAsync(page, "post", height: 900);
            await page.GotoAsync("/console");
            await TakeAsync(page, "live", height: 730);
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await page.GotoAsync("/console/questions/sample");
            await TakeAsync(page, "question", height: 700);
        }, Width);
    }

    private static Task TakeAsync(IPage page, string name, int height) => page.ScreenshotAsync(new()
    {
        Path = Repository.PathOf("docs", "console", name + ".png"),
        Clip = new() { X = 0, Y = 0, Width = Width, Height = height },
    });
}
