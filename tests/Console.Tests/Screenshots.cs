using Engram.Gateway.Tests;
using Engram.TestKit;
using Microsoft.Playwright;

namespace Engram.Console.Tests;

/// <summary>Takes the pictures in docs/console: <c>Engram.Console.Tests -explicit only</c>.</summary>
public sealed class Screenshots(RunningConsole console)
{
    private const int Width = 1100;

    [Fact(Explicit = true, Timeout = 300_000)]
    public async Task Should_be_taken()
    {
        await using var gateway = await console.StartGatewayAsync();
        await gateway.PublishAsync(PlayedServices.Model());
        await gateway.PostPictureAsync("sample-walk");
        await gateway.PostAsync("sample", "2", "A long walk with the dog along the river");
        await gateway.MakeSetAsync("movies");
        using var question = await gateway.PostJsonAsync(
            "/v1/questions", new { id = "sample", text = "who directed Jaws?", memory = "movies" }, waitSeconds: 60);
        question.EnsureSuccessStatusCode();

        await console.VisitAsync(async page =>
        {
            await page.GotoAsync("/console/posts/sample-walk");
            foreach (var layer in await page.GetByRole(AriaRole.Checkbox).AllAsync())
                await layer.CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "#DogWalk" }).ClickAsync();
            await TakeAsync(page, "post", height: 800);
            await page.GotoAsync("/console");
            await TakeAsync(page, "live", height: 540);
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await page.GotoAsync("/console/questions/sample");
            await TakeAsync(page, "question", height: 610);
        }, gateway, Width);
    }

    private static Task TakeAsync(IPage page, string name, int height) => page.ScreenshotAsync(new()
    {
        Path = Repository.PathOf("docs", "console", name + ".png"),
        Clip = new() { X = 0, Y = 0, Width = Width, Height = height },
    });
}
