using Engram.Gateway.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The screen Live.</summary>
public sealed class When_posts_are_watched(RunningConsole console)
{
    private const string Url = "/console?source=live";

    [Fact(Timeout = 300_000)]
    public Task Should_count_what_comes_and_show_it_when_asked() => console.VisitAsync(async page =>
    {
        await page.GotoAsync(Url);
        await Expect(page.Locator("#stream")).ToHaveTextAsync("live");
        await Expect(page.Locator(".empty")).ToContainTextAsync("No post is like that");

        // The first one has nothing to move away, so it shows at once.
        await console.Gateway.PostAsync("live", "1");
        await Expect(page.Locator("[data-post='live:1']")).ToBeVisibleAsync();

        await console.Gateway.PostAsync("live", "2", "another dog walk");
        await console.Gateway.PostAsync("elsewhere", "2");
        await Expect(page.Locator("#news")).ToHaveTextAsync("1 new");
        await Expect(page.Locator(".card")).ToHaveCountAsync(1);

        await page.Locator("#news").ClickAsync();
        await Expect(page.Locator(".card")).ToHaveCountAsync(2);
        await Expect(page.Locator("#news")).ToBeHiddenAsync();
        var card = page.Locator("[data-post='live:2']");
        await Expect(card.Locator(".text")).ToHaveTextAsync("another dog walk");
        await Expect(card.Locator(".chip").First).ToHaveTextAsync("#DogWalk 92 % copied from post", new() { UseInnerText = true });
        await Expect(card.Locator(".state")).ToHaveTextAsync("tagged");

        await console.Gateway.SendAsync(HttpMethod.Delete, "/v1/posts/live:2");
        await Expect(card).ToHaveTextAsync("Deleted.");
    });

    [Fact(Timeout = 300_000)]
    public async Task Should_be_filtered_by_its_address()
    {
        await console.Gateway.PostAsync("filtered", "1");

        await console.VisitAsync(async page =>
        {
            await page.GotoAsync("/console");
            await page.GetByLabel("Source").FillAsync("filtered");
            await page.GetByLabel("State").SelectOptionAsync("tagged");
            await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
            await Expect(page.Locator(".card")).ToHaveCountAsync(1);
            Assert.Contains("source=filtered", page.Url, StringComparison.Ordinal);
            await page.GotoAsync("/console?source=filtered&state=failed");
            await Expect(page.Locator(".empty")).ToBeVisibleAsync();
            await page.GotoAsync("/console?state=odd");
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'state' is one of");
        }, expectedFault: "status of 400");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_there_without_script()
    {
        await console.Gateway.PostAsync("plain", "1");

        await console.VisitAsync(async page =>
        {
            // The root leads people to the console.
            await page.GotoAsync("/");
            Assert.EndsWith("/console", page.Url, StringComparison.Ordinal);
            await page.GotoAsync("/console?source=plain");
            await Expect(page.Locator(".card .text")).ToHaveTextAsync(Samples.Text);
        }, hasScript: false);
    }
}
