using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_posts_are_listed(PostgresFixture postgres)
{
    [Fact(Timeout = 60_000)]
    public async Task Should_come_newest_first_page_by_page_also_while_posts_come_and_go()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        for (var i = 1; i <= 5; i++)
            await gateway.PostJsonAsync("/v1/posts", new { id = $"p{i}", text = "x" });

        var first = await ListAsync(gateway, "limit=2");
        await gateway.PostJsonAsync("/v1/posts", new { id = "p6", text = "x" });
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/p4");
        var second = await ListAsync(gateway, $"limit=2&cursor={first.Next}");
        var third = await ListAsync(gateway, $"limit=2&cursor={second.Next}");

        Assert.Equal(["p5", "p4"], first.Ids);
        Assert.Equal(["p3", "p2"], second.Ids);
        Assert.Equal(["p1"], third.Ids);
        Assert.Null(third.Next);
    }

    [Fact(Timeout = 60_000)]
    public async Task Should_be_chosen_by_state()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Predict = command => command.Text == "yes" ? [Answers.To(command)] : []);
        await gateway.PostJsonAsync("/v1/posts", new { id = "yes", text = "yes" }, waitSeconds: 50);
        await gateway.PostJsonAsync("/v1/posts", new { id = "no", text = "no" });

        Assert.Equal(["yes"], (await ListAsync(gateway, "state=tagged")).Ids);
        Assert.Equal(["no"], (await ListAsync(gateway, "state=Predicting")).Ids);
        Assert.Empty((await ListAsync(gateway, "state=failed")).Ids);
    }

    private static async Task<(List<string> Ids, string? Next)> ListAsync(GatewayHost gateway, string query)
    {
        JsonElement page = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts?" + query)).JsonAsync();
        return ([.. page.GetProperty("posts").EnumerateArray().Select(post => post.GetProperty("id").GetString()!)], page.GetProperty("next").GetString());
    }
}
