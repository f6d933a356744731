using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The screens of memory sets.</summary>
public sealed class When_memories_are_tended(RunningConsole console)
{
    [Fact(Timeout = 300_000)]
    public Task Should_import_search_and_withdraw() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/memories");
        await page.GetByLabel("New set").FillAsync("tended");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "tended" }).ClickAsync();
        await page.WaitForURLAsync("**/console/memories/*"); // only a loaded page acts

        await page.GetByText("Import", new() { Exact = true }).First.ClickAsync();
        await page.GetByLabel("or lines").FillAsync("""{"subject":"Jaws","relation":"directed_by","object":"Steven Spielberg"}""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(page.GetByText("2 memories, epoch 3")).ToBeVisibleAsync();

        await page.GetByLabel("Entity").FillAsync("nobody");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.Locator(".empty")).ToHaveTextAsync("Nothing is like that.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Everything" }).ClickAsync();
        await Expect(page.Locator("tbody td").First).ToContainTextAsync("Jaws | directed_by | Steven Spielberg");
        await page.WaitForLoadStateAsync(); // only a loaded page acts
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        await Expect(page.Locator(".empty")).ToBeVisibleAsync();

        await page.GetByText("Delete the set").ClickAsync();
        await page.GetByLabel("Type its name").FillAsync("other");
        var delete = page.GetByRole(AriaRole.Button, new() { Name = "Delete all it holds" });
        await delete.ClickAsync();
        await Expect(page.Locator(".problem")).ToHaveTextAsync("That is not its name.");
        await page.GetByLabel("Type its name").FillAsync("tended");
        await delete.ClickAsync();
        await page.WaitForURLAsync("**/console/memories");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "tended" })).ToHaveCountAsync(0);
    });
}
