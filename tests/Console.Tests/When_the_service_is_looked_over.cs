using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The screens Health, Models, Sources and Webhooks.</summary>
public sealed class When_the_service_is_looked_over(RunningConsole console)
{
    [Fact(Timeout = 300_000)]
    public Task Should_show_checks_and_models() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/health");
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "admission" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Models" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "tagger" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "0.33" })).ToBeVisibleAsync();
    });

    [Fact(Timeout = 300_000)]
    public Task Should_promote_a_version_and_roll_it_back() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/models");
        await page.GetByRole(AriaRole.Link, new() { Name = "All versions" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "2" }) });
        await row.GetByLabel("Reason").FillAsync("It is better.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Expect(row.Locator(".state")).ToHaveTextAsync("promoted");

        await page.WaitForLoadStateAsync(); // only a loaded page acts
        await row.GetByLabel("Reason").FillAsync("It is worse.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Roll back to 1" }).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Promote" })).ToBeVisibleAsync();
    });

    [Fact(Timeout = 300_000)]
    public Task Should_say_why_a_source_is_not_followed() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/sources");
        await page.GetByText("Follow a stream").ClickAsync();
        await page.GetByLabel("Name").FillAsync("feed");
        await page.GetByLabel("It speaks").SelectOptionAsync("rss");
        await page.GetByLabel("URL").FillAsync("http://127.0.0.1:9/feed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow" }).ClickAsync();
        await Expect(page.Locator(".problem")).ToContainTextAsync("not on a public address");
    }, expectedFault: "status of 422");

    [Fact(Timeout = 300_000)]
    public Task Should_show_a_webhooks_secret_once() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/webhooks");
        await page.GetByLabel("Address").FillAsync("https://9.9.9.9/hook");
        await page.GetByLabel("Types").FillAsync("post.tagged\n\npost.deleted");
        await page.GetByLabel("source").FillAsync("nowhere");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(page.Locator("pre.secret")).ToContainTextAsync("whsec_");

        await page.ReloadAsync();
        await Expect(page.Locator("pre.secret")).ToHaveCountAsync(0);
        await Expect(page.GetByText("post.tagged, post.deleted of nowhere")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "https://9.9.9.9/hook" }).ClickAsync();
        await Expect(page.Locator(".empty")).ToHaveTextAsync("Nothing was sent yet.");
        await page.WaitForLoadStateAsync(); // only a loaded page acts
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.WaitForURLAsync("**/console/webhooks");
    });
}
