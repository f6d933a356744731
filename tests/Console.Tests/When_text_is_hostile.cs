using Engram.Gateway.Tests;

namespace Engram.Console.Tests;

/// <summary>Posts, tags and questions of strangers: whatever they hold is shown as text, to the letter.</summary>
public sealed class When_text_is_hostile(RunningConsole console)
{
    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script>", "</p><script>alert(2)</script>", "<img src=x onerror=alert(3)>", "<svg onload=alert(4)>",
        "\"><script>alert(5)</script>", "' onmouseover='alert(6)", "\" autofocus onfocus=\"alert(7)", "javascript:alert(8)",
        "<iframe src=\"javascript:alert(9)\"></iframe>", "<a href=\"https://example.org/\">click</a>", "<style>*{display:none}</style>",
        "<link rel=stylesheet href=//example.org/x.css>", "<meta http-equiv=refresh content=0;url=//example.org>",
        "<base href=//example.org/>", "<form action=//example.org><input name=key>", "</title><script>alert(10)</script>",
        "</textarea><script>alert(11)</script>", "<!-- comment", "]]><b>bold</b>", "<![CDATA[<script>alert(12)</script>]]>",
        "&lt;script&gt;alert(13)&lt;/script&gt;", "&amp;&#x3C;&copy;", "{{constructor.constructor('alert(14)')()}}", "${alert(15)}",
        "@(1+1) @Html.Raw(\"<b>\")", "<details open ontoggle=alert(16)>", "\u202Egnp.exe\u202C reversed", "zero\u200Bwidth\uFEFF joined",
        "e\u0301\u0301\u0301\u0301 🏳️‍🌈 \uD83D\uDC68\u200D\uD83D\uDC69", "tab\tline\nbreak  two  blanks",
    ];

    [Fact(Timeout = 300_000)]
    public async Task Should_show_it_to_the_letter()
    {
        string[] texts = [.. Hostile.Select(text => PlayedServices.Literal + text)];
        Assert.Equal(30, texts.Length);
        await Task.WhenAll(texts.Select((text, i) => console.Gateway.PostAsync("hostile", $"{i}", text)));

        await console.VisitAsync(async page =>
        {
            var dialogs = 0;
            page.Dialog += (_, _) => Interlocked.Increment(ref dialogs);
            await page.GotoAsync("/console?source=hostile");
            Assert.Equal(Sorted(texts), Sorted(await page.Locator(".card .text").AllTextContentsAsync()));
            Assert.Equal(Sorted(texts.Select(text => "#" + text)), Sorted(await page.Locator(".chip bdi").AllTextContentsAsync()));
            foreach (var i in new[] { 0, 6, 16 })
            {
                await page.GotoAsync($"/console/posts/hostile:{i}");
                Assert.Equal(texts[i], await page.Locator(".text").TextContentAsync());
            }

            await page.GotoAsync($"/console?tag={Uri.EscapeDataString(Hostile[4])}&source=hostile");
            Assert.Equal(Hostile[4], await page.GetByLabel("Tag", new() { Exact = true }).InputValueAsync());
            await page.GotoAsync($"/console/{Uri.EscapeDataString(Hostile[2])}");
            Assert.Contains(Hostile[2], await page.Locator("main").TextContentAsync(), StringComparison.Ordinal);
            Assert.Equal(0, dialogs);
        }, expectedFault: "status of 404");
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);
}
