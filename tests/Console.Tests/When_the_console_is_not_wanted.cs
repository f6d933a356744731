using System.Net;
using System.Net.Http.Headers;
using Engram.Gateway.Tests;

namespace Engram.Console.Tests;

/// <summary>A gateway with <c>Gateway:Console:Enabled</c> set to false.</summary>
public sealed class When_the_console_is_not_wanted(RunningConsole console)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_be_left_out()
    {
        await using var gateway = await console.StartGatewayAsync(("Gateway:Console:Enabled", "false"));
        using var root = new HttpRequestMessage(HttpMethod.Get, "/");
        root.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using var index = await gateway.Http.SendAsync(root, TestContext.Current.CancellationToken);
        Assert.Equal("application/json", index.Content.Headers.ContentType?.MediaType);
        using var page = await gateway.SendAsync(HttpMethod.Get, "/console");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }
}
