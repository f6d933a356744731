using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_posts_are_listed(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
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

    [Fact(Timeout = 300_000)]
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

    [Fact(Timeout = 300_000)]
    public async Task Should_be_chosen_by_what_they_say_of_themselves_and_are_tagged_with()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Predict = command => [Answers.To(command, command.Text)]);
        await PostAsync(gateway, "1", "ada", "en", "2026-01-01T00:00:00Z", "Spn Family");
        await PostAsync(gateway, "2", "ada", "pt-br", "2026-01-02T00:00:00Z", "winter");
        await PostAsync(gateway, "3", "bob", "en", "2026-01-03T00:00:00Z", "winter");
        await gateway.PostJsonAsync("/v1/posts", new { id = "own", text = "winter" }, waitSeconds: 50);

        Assert.Equal(["x:3", "x:2", "x:1"], (await ListAsync(gateway, "source=x")).Ids);
        Assert.Equal(["x:2", "x:1"], (await ListAsync(gateway, "source=x&author=ada")).Ids);
        Assert.Equal(["own", "x:3", "x:2"], (await ListAsync(gateway, "tag=Winter")).Ids);
        Assert.Equal(["x:1"], (await ListAsync(gateway, "tag=spn%20family")).Ids);
        Assert.Equal(["x:2"], (await ListAsync(gateway, "language=PT-BR")).Ids);
        Assert.Equal(["x:3"], (await ListAsync(gateway, "tag=winter&language=en&state=tagged")).Ids);
        Assert.Equal(["x:3", "x:2"], (await ListAsync(gateway, "from=2026-01-02&to=2026-01-04")).Ids);
        // A post without a creation time is listed by the time it was received.
        Assert.Equal(["own"], (await ListAsync(gateway, "from=2026-01-04")).Ids);

        var first = await ListAsync(gateway, "tag=winter&limit=2");
        Assert.Equal(["x:2"], (await ListAsync(gateway, $"tag=winter&limit=2&cursor={first.Next}")).Ids);
    }

    private static Task PostAsync(GatewayHost gateway, string sourceId, string author, string language, string createdAt, string text) =>
        gateway.PostJsonAsync(
        "/v1/posts", new { source = "x", sourceId, author = new { id = author }, languages = new[] { language }, createdAt, text },
            waitSeconds: 50);

    private static async Task<(List<string> Ids, string? Next)> ListAsync(GatewayHost gateway, string query)
    {
        JsonElement page = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts?" + query)).JsonAsync();
        return ([.. page.GetProperty("posts").EnumerateArray().Select(post => post.GetProperty("id").GetString()!)],
            page.GetProperty("next").GetString());
    }
}
