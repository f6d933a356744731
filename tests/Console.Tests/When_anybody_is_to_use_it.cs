using Deque.AxeCore.Commons;
using Engram.Gateway.Tests;
using Microsoft.Playwright;

namespace Engram.Console.Tests;

/// <summary>Each screen in light and dark, on a wide and on a narrow window, as axe judges it.</summary>
public sealed class When_anybody_is_to_use_it(RunningConsole console)
{
    private const string Judge =
        """
        rules => axe.run(document, { resultTypes: ["violations"], ...rules }).then(judged => judged.violations
            .filter(barrier => ["serious", "critical"].includes(barrier.impact))
            .flatMap(barrier => barrier.nodes.map(node => `${barrier.id}: ${node.html}: ${node.failureSummary}`)))
        """;

    // Only colors differ between the schemes.
    private static readonly (ColorScheme Scheme, object Rules)[] Looks =
        [(ColorScheme.Light, new { }), (ColorScheme.Dark, new { runOnly = new[] { "color-contrast" } })];

    [Fact(Timeout = 300_000)]
    public async Task Should_hold_no_serious_barrier_in_any_look()
    {
        await console.Gateway.PostPictureAsync("accessible");
        await console.Gateway.MakeSetAsync("accessible");
        using var question = await console.Gateway.PostJsonAsync(
            "/v1/questions", new { id = "accessible", text = "who directed Jaws?", memory = "accessible" }, waitSeconds: 60);
        question.EnsureSuccessStatusCode();
        string[] screens =
        [
            "", "/posts/accessible", "/try", "/ask", "/questions/accessible", "/health", "/models", "/models/packages", "/trainings",
            "/memories",
            "/memories/accessible", "/sources", "/webhooks", "/dead-letters", "/sign-in",
        ];

        var axe = new BundledAxeScriptProvider().GetScript();
        await console.VisitAsync(async page =>
        {
            foreach (var screen in screens)
            {
                await page.GotoAsync("/console" + screen);
                await page.EvaluateAsync(axe);
                foreach (var layer in await page.GetByRole(AriaRole.Checkbox).AllAsync())
                    await layer.CheckAsync(new() { Force = true });
                foreach (var width in new[] { 1280, 360 })
                    await JudgeAsync(page, screen, width);
            }
        });
    }

    private static async Task JudgeAsync(IPage page, string screen, int width)
    {
        await page.SetViewportSizeAsync(width, 900);
        Assert.True(
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"'{screen}' is wider than {width} pixels.");
        foreach (var (scheme, rules) in Looks)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var barriers = await page.EvaluateAsync<string[]>(Judge, rules);
            Assert.True(barriers.Length == 0, $"'{screen}', {width} px, {scheme}: {string.Join('\n', barriers)}");
        }
    }
}
