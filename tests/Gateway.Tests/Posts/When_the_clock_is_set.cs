using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

/// <summary>Deadlines of posts after the system clock jumps ahead.</summary>
public sealed class When_the_clock_is_set(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_give_those_who_are_to_answer_their_time()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), null, ("Gateway:MaxRedrives", "0"));
        await gateway.SweepAfterAsync(TimeSpan.Zero);
        await gateway.PostJsonAsync("/v1/posts", new { id = "text", text = "a post" });
        await gateway.PostJsonAsync("/v1/posts", new { id = "picture", picture = new { base64 = new byte[] { 1 } } });
        await gateway.Others.HearAsync<PredictKeyphrases>(1);
        await gateway.Others.HearAsync<ImageReceived>(1);

        gateway.Clock.SetAhead(TimeSpan.FromHours(1));
        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("predicting", await StateAsync("text"));
        Assert.Equal("reading", await StateAsync("picture"));

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(31));

        Assert.Equal("failed", await StateAsync("text"));
        Assert.NotEqual("reading", await StateAsync("picture"));

        Task<string> StateAsync(string id) => gateway.ScalarAsync<string>($"select state from gateway.posts where public_id = '{id}'");
    }
}
