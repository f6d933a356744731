using Engram.Gateway.Tests.Pictures;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_picture_comes_by_url(PostgresFixture postgres)
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact(Timeout = 300_000)]
    public async Task Should_be_fetched_once_and_read()
    {
        await using var server = await FakeWebServer.StartAsync(context => context.Response.Body.WriteAsync(Picture).AsTask());
        await using var gateway = await StartAsync("true");
        var body = new { id = "by-url", picture = new { url = server.Url } };

        await gateway.PostJsonAsync("/v1/posts", body, waitSeconds: 50);
        var post = await (await gateway.PostJsonAsync("/v1/posts", body)).JsonAsync();

        Assert.Equal("tagged", post.GetProperty("state").GetString());
        Assert.Equal("read", post.GetProperty("images")[0].GetProperty("status").GetString());
        Assert.Equal(1, server.Requests);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_cost_the_post_its_tags_when_it_may_not_be_fetched()
    {
        await using var server = await FakeWebServer.StartAsync(context => context.Response.Body.WriteAsync(Picture).AsTask());
        await using var gateway = await StartAsync("false");

        var post = await (
            await gateway.PostJsonAsync(
                "/v1/posts", new { text = "hello", picture = new { url = server.Url } }, waitSeconds: 50)).JsonAsync();
        var bare = await (await gateway.PostJsonAsync("/v1/posts", new { picture = new { url = "http://127.0.0.1/" } }, waitSeconds: 50))
            .JsonAsync();

        Assert.Equal("tagged", post.GetProperty("state").GetString());
        Assert.Equal("rejected", post.GetProperty("images")[0].GetProperty("status").GetString());
        Assert.Equal("url-not-allowed", post.GetProperty("images")[0].GetProperty("code").GetString());
        Assert.Equal("failed", bare.GetProperty("state").GetString());
        Assert.Equal("url-not-allowed", bare.GetProperty("failure").GetProperty("code").GetString());
        Assert.Equal(0, server.Requests);
    }

    private async Task<GatewayHost> StartAsync(string allowPrivateAddresses) => await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(),
        others =>
        {
            others.ReadPicture = image => [Answers.TextOf(image), Answers.FeaturesOf(image)];
            others.Predict = command => [Answers.To(command)];
        },
        ("Gateway:PictureFetch:AllowPrivateAddresses", allowPrivateAddresses));
}
