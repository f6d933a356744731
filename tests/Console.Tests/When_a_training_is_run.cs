using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The screens of trainings.</summary>
public sealed class When_a_training_is_run(RunningConsole console)
{
    [Fact(Timeout = 300_000)]
    public Task Should_show_how_far_it_is_and_cancel_it() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/trainings");
        await page.GetByText("Start a training").ClickAsync();
        await page.GetByLabel("Name of the package").FillAsync("stories");
        await page.GetByLabel("Kind").FillAsync("memn2n");
        await page.GetByLabel("Options, JSON").FillAsync("{");
        var start = page.GetByRole(AriaRole.Button, new() { Name = "Start" });
        await start.ClickAsync();
        await Expect(page.Locator(".problem")).ToContainTextAsync("That is no JSON");
        await page.GetByLabel("Options, JSON").FillAsync("""{"training": {"epochs": 5}}""");
        await start.ClickAsync();

        await page.WaitForURLAsync("**/console/trainings/*");
        await Expect(page.Locator("figcaption")).ToHaveTextAsync("epoch 2 of 5, step 3 of 9, loss 0.4000");
        await Expect(page.Locator("polyline")).ToHaveAttributeAsync("points", new Regex(@"\d+,\d+"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator(".state")).ToHaveTextAsync("cancelled");
    });
}
