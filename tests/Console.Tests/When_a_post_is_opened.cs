using System.Text.RegularExpressions;
using Engram.Gateway.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The screen Post.</summary>
public sealed class When_a_post_is_opened(RunningConsole console)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_show_what_it_rests_on()
    {
        await console.Gateway.PostPictureAsync("opened");

        await console.VisitAsync(async page =>
        {
            await page.GotoAsync("/console/posts/opened");
            var picture = page.GetByRole(AriaRole.Img, new() { Name = "the model says: dog, leash" });
            await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 320);
            await Expect(page.Locator(".layer.ocr")).ToHaveAttributeAsync("viewBox", "0 0 320 278");
            await Expect(page.Locator(".layer.attention rect")).ToHaveCountAsync(49);
            (string, string)[] layers = [("attention", ".layer.attention"), ("text", ".layer.ocr"), ("objects", ".layer.objects")];
            foreach (var (label, layer) in layers)
            {
                await Expect(page.Locator(layer)).ToBeHiddenAsync();
                await page.GetByLabel(label, new() { Exact = true }).CheckAsync();
                await Expect(page.Locator(layer)).ToBeVisibleAsync();
            }

            await Expect(page.Locator(".text .w10")).ToHaveTextAsync("dog");
            await Expect(page.Locator(".text .w5")).ToHaveTextAsync(["walk", "walk"]);
            await Expect(page.GetByText("hold 71 % of its attention")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "sample:7" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "ocr, picture 1" })).ToBeVisibleAsync();
            await Expect(page.Locator("code")).ToHaveTextAsync(new Regex("^[0-9a-f]{32}$"));
            await page.GetByText("Raw JSON").ClickAsync();
            await Expect(page.Locator("pre")).ToContainTextAsync("\"hashtag\": \"#DogWalk\"");
        });
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_light_the_words_of_a_tag()
    {
        await console.Gateway.PostAsync("lit", "1");

        await console.VisitAsync(async page =>
        {
            await page.GotoAsync("/console/posts/lit:1");
            var lit = page.Locator(".text .lit");
            var tag = page.GetByRole(AriaRole.Button, new() { Name = "#DogWalk" });
            await tag.FocusAsync();
            await Expect(lit).ToHaveTextAsync(["walk", "walk", "dog"]);
            await page.GetByRole(AriaRole.Button, new() { Name = "#Pets" }).FocusAsync();
            await Expect(lit).ToHaveCountAsync(0);
            await tag.ClickAsync();
            await Expect(tag).ToHaveAttributeAsync("aria-pressed", "true");
            await page.Locator("h1").ClickAsync();
            await Expect(lit).ToHaveCountAsync(3);
        });
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_deleted_when_that_is_wanted()
    {
        await console.Gateway.PostAsync("gone", "1");

        await console.VisitAsync(async page =>
        {
            await page.GotoAsync("/console/posts/gone:1");
            await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
            await page.WaitForURLAsync("**/console");
            await page.GotoAsync("/console/posts/gone:1");
            await Expect(page.Locator("h1")).ToHaveTextAsync("There is no such post");
        }, expectedFault: "status of 404");
    }
}
