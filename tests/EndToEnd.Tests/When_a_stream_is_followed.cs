using System.Text.Json;
using Engram.DevServers;
using Engram.Messaging.Bus;
using Engram.Streams.Tests.Clients;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary><c>engram follow</c> on a local Jetstream server with the real tagger, run twice.</summary>
public sealed class When_a_stream_is_followed
{
    private const long Start = 1_731_000_000_000_000;

    [Fact]
    public async Task Should_tag_what_comes_stop_in_order_and_go_on_where_it_was_left()
    {
        var cursors = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            cursors.Add(context.Request.Query["cursor"].ToString());
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await LocalServer.SendAsync(socket, Post(number, "A dog plays in the snow #dogs"));
            await LocalServer.FallSilentAsync(socket);
        });
        await using var system = await RunningSystem.StartAsync(
            MessagingTransport.InMemory, new Dictionary<string, string> { ["Gateway__AllowPrivateSources"] = "true" });

        await FollowAsync(system, server, accepted: 1);
        await FollowAsync(system, server, accepted: 2);

        Assert.Equal(["", $"{Start + 1_000_000 - 5_000_000}"], cursors);
        var source = await system.Gateway.GetSourceAsync("owls", TestContext.Current.CancellationToken);
        Assert.Equal((ApiContracts.Sources.SourceState.Stopped, $"{Start + 2_000_000}"), (source.State, source.Cursor));
    }

    private static async Task FollowAsync(RunningSystem system, LocalServer server, int accepted)
    {
        using var follow = EngramCli.Start(
            new Dictionary<string, string>(),
            "follow", "jetstream", server.WebSocketAddress.ToString(), "--name", "owls", "--json", "--url", system.GatewayUrl.ToString());
        var errors = follow.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var isTagged = false;
        while (!isTagged && await follow.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var progress = JsonDocument.Parse(line).RootElement;
            isTagged = progress.GetProperty("accepted").GetInt32() == accepted && progress.GetProperty("tagged").GetInt32() == accepted;
        }

        Signals.Terminate(follow.Id);
        await follow.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(isTagged && follow.ExitCode == 130, $"Exit code {follow.ExitCode}. {await errors}");
    }

    private static string Post(int number, string text) => $$$"""
        {"did":"did:plc:madeup","time_us":{{{Start + (number * 1_000_000)}}},"kind":"commit","commit":{
        "operation":"create","collection":"app.bsky.feed.post","rkey":"k{{{number}}}","cid":"c","record":{"text":"{{{text}}}"} } }
        """;
}
