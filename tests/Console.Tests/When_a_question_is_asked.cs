using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The screen Ask.</summary>
public sealed class When_a_question_is_asked(RunningConsole console)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_show_the_answer_and_what_was_read()
    {
        await console.Gateway.MakeSetAsync("films");

        await console.VisitAsync(async page =>
        {
            await AskAsync(page, "who directed Jaws?");
            var result = page.Locator("#result");
            await Expect(result.Locator(".answer")).ToHaveTextAsync("Steven Spielberg");
            await Expect(result.GetByText("Probability that it is right: 87 %")).ToBeVisibleAsync();
            await Expect(result.GetByText("An answer needs 50 %.")).ToBeVisibleAsync();
            await Expect(result.Locator("line.threshold")).ToHaveAttributeAsync("x1", "50");
            await Expect(result.Locator("section h3")).ToHaveTextAsync(["Hop 1", "Hop 2"]);
            await Expect(result.Locator("tr.w10").First.Locator("td")).ToHaveTextAsync(["Jaws directed_by", "Steven Spielberg", "80 %"]);
            await page.GetByText("The request that was sent").ClickAsync();
            await Expect(page.Locator("pre.curl")).ToContainTextAsync("""--data-binary '{"text":"who directed Jaws?","memory":"films"}'""");
        });
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_why_there_is_no_answer()
    {
        await console.Gateway.MakeSetAsync("films");

        await console.VisitAsync(async page =>
        {
            await AskAsync(page, "who flurbed it?");
            var result = page.Locator("#result");
            await Expect(result.GetByText("too likely to be wrong. (low-score)")).ToBeVisibleAsync();
            await Expect(result.Locator("s")).ToHaveTextAsync("flurbed");
            await Expect(result.Locator("li", new() { HasText = "Somebody" })).ToBeVisibleAsync();

            // It stays in the list, and has an address.
            await page.GotoAsync("/console/ask?state=unanswered");
            await page.GetByRole(AriaRole.Link, new() { Name = "who flurbed it?" }).First.ClickAsync();
            await Expect(page.Locator("h1")).ToHaveTextAsync("who flurbed it?");
        });
    }

    private static async Task AskAsync(IPage page, string question)
    {
        await page.GotoAsync("/console/ask");
        await page.GetByLabel("Question", new() { Exact = true }).FillAsync(question);
        await page.GetByLabel("Memory set").SelectOptionAsync("films");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
    }
}
