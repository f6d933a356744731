using Engram.CommandLine;
using Engram.Messaging.DeadLetters;
using Engram.TestKit;
using RabbitMQ.Client;

namespace Engram.EndToEnd.Tests;

/// <summary>Dead letters of a running system, and the <c>engram deadletters</c> commands.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_a_message_can_not_be_handled(RabbitMqSystem fixture) : IAsyncLifetime
{
    private string _endpoint = "";

    public ValueTask InitializeAsync()
    {
        _endpoint = Endpoints.Names.First(name => name.Contains("ocr", StringComparison.Ordinal));
        return ValueTask.CompletedTask;
    }

    // Remove the dead letters, so that the next test finds none.
    public async ValueTask DisposeAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(fixture.Broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueuePurgeAsync(_endpoint + "_error");
    }

    [Fact]
    public async Task Should_be_kept_and_shown_and_not_be_replayed_in_vain()
    {
        await PublishGarbageAsync("poison-1");
        await Eventually.HoldsAsync(async () => await CountAsync() == 1, "the message lies among the dead letters");

        var shown = Assert.Single((await RunAsync("show", _endpoint)).Json().EnumerateArray());
        Assert.Equal("poison-1", shown.GetProperty("messageId").GetString());
        Assert.False(string.IsNullOrEmpty(shown.GetProperty("reason").GetString()));

        var replay = await EngramCli.RunAsync("deadletters", "replay", _endpoint, "--json", "--broker", fixture.Broker.Uri);
        Assert.Equal(ExitCodes.Failed, replay.ExitCode);
        Assert.Equal("poison-1", Assert.Single(replay.Json().GetProperty("skipped").EnumerateArray()).GetProperty("messageId").GetString());
        await Eventually.HoldsAsync(async () => await CountAsync() == 1, "the message lies among the dead letters again");
    }

    private async Task PublishGarbageAsync(string messageId)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(fixture.Broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync(
            "", _endpoint, mandatory: true,
            new BasicProperties { MessageId = messageId, ContentType = "application/vnd.masstransit+json", Persistent = true },
            "{ this is no JSON"u8.ToArray());
    }

    private async Task<long> CountAsync() =>
        (await RunAsync("list")).Json().EnumerateArray().Sum(queue => queue.GetProperty("messages").GetInt64());

    private async Task<EngramCli.Run> RunAsync(params string[] arguments)
    {
        var run = await EngramCli.RunAsync(["deadletters", .. arguments, "--json", "--broker", fixture.Broker.Uri]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        return run;
    }
}
