using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

/// <summary>Deadlines of posts whose messages are still in the outbox.</summary>
public sealed class When_messages_are_held_up(PostgresFixture postgres)
{
    // A message of an unknown type: it is never published and blocks the messages behind it.
    private const string HoldUp = "insert into gateway.outbox (message_id, type, body, due_at) values (gen_random_uuid(), 'none', '{}', "
        + "now() - interval '1 minute') returning 1";

    [Fact(Timeout = 300_000)]
    public async Task Should_not_ask_again_nor_give_up_what_was_not_asked_yet()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), null, ("Gateway:MaxRedrives", "0"));
        await gateway.PostJsonAsync("/v1/posts", new { id = "text", text = "a post" });
        await gateway.PostJsonAsync("/v1/posts", new { id = "picture", picture = new { base64 = new byte[] { 1 } } });
        await gateway.Others.HearAsync<PredictKeyphrases>(1);
        await gateway.Others.HearAsync<ImageReceived>(1);

        await gateway.ScalarAsync<int>(HoldUp);
        await gateway.SweepAfterAsync(TimeSpan.FromHours(2));

        Assert.Equal("predicting", await StateAsync("text"));
        Assert.Equal("reading", await StateAsync("picture"));

        await gateway.ScalarAsync<int>("with gone as (delete from gateway.outbox returning 1) select count(*) from gone");
        await gateway.SweepAfterAsync(TimeSpan.FromHours(2));

        Assert.Equal("failed", await StateAsync("text"));
        Assert.NotEqual("reading", await StateAsync("picture"));

        Task<string> StateAsync(string id) => gateway.ScalarAsync<string>($"select state from gateway.posts where public_id = '{id}'");
    }
}
