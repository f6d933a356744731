using System.Net;
using System.Net.Sockets;

namespace Engram.PrivateServers.Tests;

public sealed class When_a_private_rabbitmq_is_started
{
    [Fact]
    public async Task Should_answer_come_back_after_a_crash_and_be_gone_when_disposed()
    {
        var server = await PrivateRabbitMq.StartTemporaryAsync(TestContext.Current.CancellationToken);
        Assert.True(await AnswersAsync(server.Port));

        await server.CrashAsync(TestContext.Current.CancellationToken);
        Assert.False(await AnswersAsync(server.Port));
        await server.RestartAsync(TestContext.Current.CancellationToken);
        Assert.True(await AnswersAsync(server.Port));

        await server.DisposeAsync();
        Assert.False(await AnswersAsync(server.Port));
    }

    [Fact]
    public async Task Should_keep_its_queues_where_it_was_told_to_and_stop_what_was_left_behind()
    {
        var directory = Path.Combine("/var/tmp", "engram-test-" + Guid.NewGuid().ToString("N")[..8]);
        var leftBehind = await PrivateRabbitMq.StartKeptAsync(directory, TestContext.Current.CancellationToken);
        Keepers.Kill(directory);
        var server = await PrivateRabbitMq.StartKeptAsync(directory, TestContext.Current.CancellationToken);

        Assert.False(await AnswersAsync(leftBehind.Port));
        Assert.True(await AnswersAsync(server.Port));
        await server.DisposeAsync();
        Assert.False(await AnswersAsync(server.Port));
        Assert.True(Directory.Exists(Path.Combine(directory, "mnesia", "engram@localhost")));
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
