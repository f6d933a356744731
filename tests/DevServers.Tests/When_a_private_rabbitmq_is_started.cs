using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Engram.DevServers.Tests;

public sealed class When_a_private_rabbitmq_is_started
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
        var leftBehind = await PrivateRabbitMq.StartKeptAsync(directory, new LogLimits(), TestContext.Current.CancellationToken);
        Keepers.Kill(directory);
        var server = await PrivateRabbitMq.StartKeptAsync(directory, new LogLimits(), TestContext.Current.CancellationToken);

        Assert.False(await AnswersAsync(leftBehind.Port));
        Assert.True(await AnswersAsync(server.Port));
        await server.DisposeAsync();
        Assert.False(await AnswersAsync(server.Port));
        Assert.True(Directory.Exists(Path.Combine(directory, "mnesia", "engram@localhost")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Should_let_in_its_own_user_alone_and_show_the_password_to_nobody_else()
    {
        await using var server = await PrivateRabbitMq.StartTemporaryAsync(Cancellation);

        Assert.True(await LetsInAsync(server.Uri));
        Assert.False(await LetsInAsync($"amqp://guest:guest@127.0.0.1:{server.Port}/"));
        Assert.False(await LetsInAsync($"amqp://engram:engram@127.0.0.1:{server.Port}/"));
        Assert.Equal(server.Uri, await File.ReadAllTextAsync(server.UriFile, Cancellation));
        var directory = Path.GetDirectoryName(server.UriFile)!;
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        string[] secret = [server.UriFile, Path.Combine(directory, "home", ".erlang.cookie"), Path.Combine(directory, "rabbitmq.conf"),
            Path.Combine(directory, "definitions.json"), .. server.Logs];
        Assert.All(secret, file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
        var password = new Uri(server.Uri).UserInfo.Split(':')[1];
        Assert.Matches("^[0-9a-f]{48}$", password);
        Assert.All(Directory.GetFiles(directory, "*.log", SearchOption.AllDirectories), log =>
            Assert.DoesNotContain(password, File.ReadAllText(log), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_take_over_queues_that_a_run_with_the_well_known_user_left()
    {
        var directory = Path.Combine("/var/tmp", "engram-test-" + Guid.NewGuid().ToString("N")[..8]);
        await using (var former = await PrivateRabbitMq.StartKeptAsync(directory, new LogLimits(), Cancellation))
        {
            // RabbitMQ loads the definitions at its restart: user 'guest' with password 'guest', besides our own user.
            var definitions = Path.Combine(directory, "definitions.json");
            var own = await File.ReadAllTextAsync(definitions, Cancellation);
            var guest = $$"""{ "name": "guest", "password_hash": "{{HashOfGuest()}}", "tags": [] }, """;
            const string rights = """{ "user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }, """;
            await File.WriteAllTextAsync(
                definitions,
                own.Replace("\"users\": [", "\"users\": [" + guest, StringComparison.Ordinal)
                    .Replace("\"permissions\": [", "\"permissions\": [" + rights, StringComparison.Ordinal),
                Cancellation);
            await former.CrashAsync(Cancellation);
            await former.RestartAsync(Cancellation);
            Assert.True(await LetsInAsync($"amqp://guest:guest@127.0.0.1:{former.Port}/"));
            await using var connection = await ConnectAsync(former.Uri);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
            await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);
            File.Delete(former.UriFile);
        }

        await using (var server = await PrivateRabbitMq.StartKeptAsync(directory, new LogLimits(), Cancellation))
        {
            Assert.False(await LetsInAsync($"amqp://guest:guest@127.0.0.1:{server.Port}/"));
            await using var connection = await ConnectAsync(server.Uri);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
            Assert.Equal("kept", (await channel.QueueDeclarePassiveAsync("kept", Cancellation)).QueueName);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Should_begin_another_file_of_its_log_after_so_many_megabytes()
    {
        const int messages = 150, messageBytes = 1 << 20, fileBytes = 64 << 20, batchBytes = 16 << 20;
        await using var server = await PrivateRabbitMq.StartTemporaryAsync(Cancellation);
        await using var connection = await ConnectAsync(server.Uri);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);
        await channel.QueueDeclareAsync(
            "large", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
                cancellationToken: Cancellation);

        var largest = 0L;
        for (var sent = 0; sent < messages; sent++)
        {
            await channel.BasicPublishAsync("", "large", mandatory: true, new byte[messageBytes], Cancellation);
            var files = new DirectoryInfo(Path.GetDirectoryName(server.UriFile)!).GetFiles("*.wal", SearchOption.AllDirectories);
            Assert.NotEmpty(files);
            largest = Math.Max(largest, files.Max(file => file.Length));
        }

        Assert.InRange(largest, messageBytes, fileBytes + batchBytes);
    }

    private static string HashOfGuest()
    {
        byte[] salt = [1, 2, 3, 4];
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. "guest"u8])]);
    }

    private static Task<IConnection> ConnectAsync(string uri) =>
        new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(Cancellation);

    private static async Task<bool> LetsInAsync(string uri)
    {
        try
        {
            await using var connection = await ConnectAsync(uri);
            return true;
        }
        catch (BrokerUnreachableException e) when (e.GetBaseException() is AuthenticationFailureException)
        {
            return false;
        }
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
