using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Engram.PrivateServers;

/// <summary>A RabbitMQ node of our own on loopback ports, from Debian's packages, with its own cookie, epmd and directories.</summary>
public sealed class PrivateRabbitMq : IAsyncDisposable
{
    private readonly string _directory;
    private readonly bool _keep;
    private readonly Dictionary<string, string> _environment;
    private Process? _node;

    private PrivateRabbitMq(string directory, bool keep, int port, Dictionary<string, string> environment)
    {
        _directory = directory;
        _keep = keep;
        Port = port;
        _environment = environment;
    }

    public int Port { get; }

    public string Uri => $"amqp://guest:guest@127.0.0.1:{Port}/";

    /// <summary>Starts a node in a fresh temporary directory, which is deleted with it.</summary>
    public static Task<PrivateRabbitMq> StartTemporaryAsync(CancellationToken cancellationToken = default) =>
        StartAsync(Path.Combine("/var/tmp", "engram-rabbitmq-" + Guid.NewGuid().ToString("N")[..8]), keep: false, cancellationToken);

    /// <summary>Starts a node whose queues stay in <paramref name="directory"/>; one that a killed run left behind in it is stopped first.</summary>
    public static Task<PrivateRabbitMq> StartKeptAsync(string directory, CancellationToken cancellationToken = default) =>
        StartAsync(Path.GetFullPath(directory), keep: true, cancellationToken);

    private static async Task<PrivateRabbitMq> StartAsync(string directory, bool keep, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var ports = FreePort.Find(3);
        var (port, distribution, epmd) = (ports[0], ports[1], ports[2]);

        string In(string name) => Path.Combine(directory, name);
        Directory.CreateDirectory(In("home"));
        File.Delete(In("home/.erlang.cookie"));
        await File.WriteAllTextAsync(In("home/.erlang.cookie"), RandomNumberGenerator.GetHexString(32), cancellationToken);
        File.SetUnixFileMode(In("home/.erlang.cookie"), UnixFileMode.UserRead);
        await File.WriteAllTextAsync(In("enabled_plugins"), "[].", cancellationToken);
        await File.WriteAllTextAsync(
            In("rabbitmq.conf"),
            string.Create(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{port}\nvm_memory_high_watermark.absolute = 1GB\ndisk_free_limit.absolute = 200MB\n"),
            cancellationToken);

        var server = new PrivateRabbitMq(directory, keep, port, new Dictionary<string, string>
        {
            ["HOME"] = In("home"),
            // An epmd of its own: nodes of other tests on this machine don't meet it.
            ["ERL_EPMD_PORT"] = epmd.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            // The same name each time: kept queues belong to the node of this name.
            ["RABBITMQ_NODENAME"] = "engram@localhost",
            ["RABBITMQ_DIST_PORT"] = distribution.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = In("mnesia"),
            ["RABBITMQ_LOG_BASE"] = In("log"),
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
            ["RABBITMQ_PLUGINS_EXPAND_DIR"] = In("plugins"),
            ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("advanced.config"),
            ["RABBITMQ_GENERATED_CONFIG_DIR"] = In("generated"),
            ["RABBITMQ_SCHEMA_DIR"] = In("schema"),
            ["RABBITMQ_PID_FILE"] = In("pid"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        });
        await server.StopLeftoverAsync(cancellationToken);
        await server.StartNodeAsync(cancellationToken);
        return server;
    }

    /// <summary>Kills the node at once, as a crash would, and leaves its data; <see cref="RestartAsync"/> brings it back.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken = default)
    {
        Signals.Kill(NodeId());
        await _node!.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Starts the node again on the same port with the same data.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default) => StartNodeAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_node is { HasExited: false })
        {
            Signals.Terminate(NodeId());
            await _node.WaitForExitAsync();
        }

        _node?.Dispose();
        await Tool.RunAsync(["epmd", "-kill"], _environment, CancellationToken.None);
        if (!_keep)
            Directory.Delete(_directory, recursive: true);
    }

    private async Task StopLeftoverAsync(CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(_directory, "pid");
        if (!File.Exists(pidFile))
            return;
        // The number may by now belong to another program: only a command line that names this directory is the node's.
        var commandLine = $"/proc/{(await File.ReadAllTextAsync(pidFile, cancellationToken)).Trim()}/cmdline";
        if (File.Exists(commandLine) && (await File.ReadAllTextAsync(commandLine, cancellationToken)).Contains(_directory, StringComparison.Ordinal))
        {
            Signals.Terminate(NodeId());
            while (File.Exists(commandLine))
                await Task.Delay(50, cancellationToken);
        }

        File.Delete(pidFile);
    }

    private async Task StartNodeAsync(CancellationToken cancellationToken)
    {
        _node?.Dispose();
        // The script in RabbitMQ's own folder, not the one on the path: that one insists on the user rabbitmq.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", "exec setsid \"$1\" >\"$2\" 2>&1 </dev/null", "sh", Program("rabbitmq-server"), Path.Combine(_directory, "node.log")])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        _node = Process.Start(start)!;
        await UntilItAnswersAsync(cancellationToken);
    }

    private async Task UntilItAnswersAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(90));
        while (!await AnswersAsync(timeout.Token))
        {
            if (_node!.HasExited)
                throw new PrivateServerException($"RabbitMQ ended with code {_node.ExitCode}: {await File.ReadAllTextAsync(Path.Combine(_directory, "node.log"), timeout.Token)}");
            await Task.Delay(50, timeout.Token);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), cancellationToken);
            return await stream.ReadAsync(new byte[8], cancellationToken) > 0;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private int NodeId() => int.Parse(File.ReadAllText(Path.Combine(_directory, "pid")).Trim(), CultureInfo.InvariantCulture);

    private static string Program(string name)
    {
        const string releases = "/usr/lib/rabbitmq/lib";
        var release = Directory.Exists(releases) ? Directory.GetDirectories(releases, "rabbitmq_server-*").Order(StringComparer.Ordinal).LastOrDefault() : null;
        return release is not null
            ? Path.Combine(release, "sbin", name)
            : throw new PrivateServerException($"RabbitMQ is not installed ({releases} holds no release). 'make setup' installs it.");
    }
}
