using Engram.ApiContracts.Posts;
using Engram.ApiContracts.Sources;
using Engram.Client;
using Engram.Gateway.Sources;
using Engram.Gateway.Tests.Sources;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>A live stream over a real broker and database, while the gateway is killed and the platform drops connections.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_a_gateway_that_follows_is_killed(RabbitMqSystem fixture)
{
    private const string Name = "recorded";
    private const int Events = 240;
    private const int EventsPerConnection = 100;
    private const int Seed = 7;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_do_what_each_event_says_once()
    {
        var stream = new RecordedStream(Events, Seed);
        await using var server = await stream.PlayAsync(EventsPerConnection);
        var definition = new SourceDefinition { Form = SourceForm.Jetstream, Url = server.WebSocketAddress.ToString() };
        await fixture.System.Gateway.FollowAsync(Name, definition, Cancellation);
        await Eventually.HoldsAsync(async () => await FindAsync() is { Accepted: > Events / 4 }, "posts are taken", minutes: 3);

        await fixture.System.KillAsync("gateway");

        await Eventually.HoldsAsync(
            async () => await FindAsync() is { } source && source.Cursor == stream.LastCursor && source.Tagged == stream.Live.Count,
            "every event is done, and every post is tagged",
            minutes: 6);
        var source = await fixture.System.Gateway.GetSourceAsync(Name, Cancellation);
        Assert.Equal((stream.Versions, 0, 0), (source.Accepted + source.Edited, source.Refused, source.GapCount));
        var posts = await fixture.System.Gateway.ListPostsAsync([], Cancellation).Where(post => post.Source == "bluesky")
            .ToListAsync(Cancellation);
        Assert.All(posts, post => Assert.Equal(PostState.Tagged, post.State));
        Assert.Equal(
            stream.Live.OrderBy(post => post.Key, StringComparer.Ordinal),
            posts.ToDictionary(post => post.SourceId!, post => post.Text).OrderBy(post => post.Key, StringComparer.Ordinal));
        await fixture.System.Gateway.StopFollowingAsync(Name, Cancellation);
    }

    private async Task<SourceResource?> FindAsync()
    {
        try
        {
            return await fixture.System.Gateway.GetSourceAsync(Name, Cancellation);
        }
        catch (GatewayUnavailableException)
        {
            return null;
        }
    }
}
