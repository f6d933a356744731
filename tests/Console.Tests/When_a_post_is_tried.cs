using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.Console.Tests;

/// <summary>The screen Try it.</summary>
public sealed class When_a_post_is_tried(RunningConsole console)
{
    private const string Drop =
        """
        ([type, base64]) => {
            const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], "dog's.png", { type: "image/png" }));
            const event = type === "paste" ? new ClipboardEvent(type, { clipboardData: data, bubbles: true, cancelable: true })
                : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
            document.body.dispatchEvent(event);
        }
        """;

    [Theory(Timeout = 300_000)]
    [InlineData("drop")]
    [InlineData("paste")]
    public Task Should_show_its_result_and_the_request(string way) => console.VisitAsync(async page =>
    {
        var picture = Convert.ToBase64String(await File.ReadAllBytesAsync(Samples.Picture, TestContext.Current.CancellationToken));
        await page.GotoAsync("/console/try");
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("It's a dog walk");
        await page.EvaluateAsync(Drop, new[] { way, picture });
        await Expect(page.Locator("#takes")).ToContainTextAsync("Taken: dog's.png");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag it" }).ClickAsync();

        await Expect(page.Locator("#result .chip").First).ToContainTextAsync("#DogWalk");
        await Expect(page.Locator("#result .stack img")).ToHaveJSPropertyAsync("naturalWidth", 320);
        await page.GetByText("The request that was sent").ClickAsync();
        var curl = page.Locator("pre.curl");
        await Expect(curl).ToContainTextAsync(@"--form-string 'text=It'\''s a dog walk'");
        await Expect(curl).ToContainTextAsync(@"-F 'picture=@dog'\''s.png'");
        await Expect(curl).ToContainTextAsync("-H 'Prefer: wait=10'");
        await page.GetByRole(AriaRole.Link, new() { Name = "Its own page" }).ClickAsync();
        await page.WaitForURLAsync("**/console/posts/*");
    });

    [Fact(Timeout = 300_000)]
    public Task Should_say_why_it_is_not_taken() => console.VisitAsync(async page =>
    {
        await page.GotoAsync("/console/try");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag it" }).ClickAsync();
        await Expect(page.Locator(".problem")).ToHaveTextAsync(
            "The post is empty. The post has neither text nor a picture. Give at least one.");
    }, expectedFault: "status of 422");
}
