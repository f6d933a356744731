using System.Net;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_is_deleted(PostgresFixture postgres)
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact(Timeout = 300_000)]
    public async Task Should_be_gone_with_its_picture_while_it_is_read_and_ignore_what_is_still_said()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", picture = new { base64 = Picture } });
        var image = (await gateway.Others.HearAsync<ImageReceived>(1))[0];

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/p")).StatusCode);

        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
        await gateway.Bus.Publish(Answers.TextOf(image), TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(Answers.FeaturesOf(image), TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(2);
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/p")).ShouldBeProblemAsync(404, "unknown-post");
        Assert.Empty(gateway.Others.Heard.OfType<PredictKeyphrases>());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_leave_its_picture_to_another_post_that_has_it()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.PostJsonAsync("/v1/posts", new { id = "a", picture = new { base64 = Picture } });
        await gateway.PostJsonAsync("/v1/posts", new { id = "b", picture = new { base64 = Picture } });

        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/a");
        Assert.Equal(1, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/b");
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_never_take_the_picture_from_a_post_that_comes_at_the_same_time()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        // Each round has its own picture. Five posts with it are created and deleted at the same time; the sixth stays.
        for (var round = 0; round < 40; round++)
            await Task.WhenAll(
                Enumerable.Range(0, 6).Select(worker => PostAsync(gateway, $"r{round}-w{worker}", (byte)round, isKept: worker == 5)));

        Assert.Equal(40, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
        Assert.Equal(
            40, await gateway.ScalarAsync<int>("select count(*) from gateway.posts join blobs.blobs on sha256 = any(picture_sha256s)"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_be_tagged_by_the_answer_to_an_earlier_post_of_its_name()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", text = "old" });
        var old = (await gateway.Others.HearAsync<PredictKeyphrases>(1))[0];
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/p");
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", text = "new" });

        await gateway.Bus.Publish(Answers.To(old, "old"), TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(1);
        await gateway.Bus.Publish(
            Answers.To((await gateway.Others.HearAsync<PredictKeyphrases>(2))[1], "new"), TestContext.Current.CancellationToken);

        var post = await gateway.UntilAsync("/v1/posts/p", post => post.GetProperty("state").GetString() == "tagged");
        Assert.Equal("new", post.GetProperty("keyphrases")[0].GetProperty("phrase").GetString());
    }

    private static async Task PostAsync(GatewayHost gateway, string id, byte picture, bool isKept)
    {
        await gateway.PostJsonAsync("/v1/posts", new { id, picture = new { base64 = new[] { picture } } });
        if (!isKept)
            await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/" + id);
    }
}
