using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Engram.DevServers;

/// <summary>A private RabbitMQ node on loopback ports, from Debian's packages, with its own cookie, epmd and directories. Connecting
/// requires read access to its directory, which holds the password (<see cref="UriFile"/>), a new one at each start.</summary>
public sealed class PrivateRabbitMq : IPrivateServer
{
    // The recorded process id may by now belong to another program: the process is the node only if its environment names this directory. A
    // node that does not stop within half a minute is killed.
    private const string StopScript = """
        pid=$(cat "$1/pid" 2>/dev/null)
        if [ -n "$pid" ] && grep -qsF -- "RABBITMQ_PID_FILE=$1/pid" "/proc/$pid/environ"; then
            kill -TERM "$pid"
            tries=600
            while [ -e "/proc/$pid/exe" ]; do
                tries=$((tries - 1))
                [ "$tries" -gt 0 ] || kill -KILL "$pid"
                sleep 0.05
            done
        fi
        rm -f "$1/pid"
        epmd -kill >/dev/null 2>&1 || true
        """;

    private const string NodeName = "engram@localhost";
    private const string User = "engram";

    // The default is 512 MB, all of which is replayed after a crash.
    private const int LargestRaftLogBytes = 64 << 20;

    private readonly string _directory;
    private readonly Dictionary<string, string> _environment;
    private readonly ServerGuard _keeper;
    private readonly string _password;
    private Process? _node;

    private PrivateRabbitMq(string directory, int port, string password, Dictionary<string, string> environment, ServerGuard keeper)
    {
        _password = password;
        _directory = directory;
        Port = port;
        _environment = environment;
        _keeper = keeper;
    }

    /// <inheritdoc/>
    public string Name => "rabbitmq";

    public int Port { get; }

    /// <summary>Address with name and password of its only user.</summary>
    public string Uri => $"amqp://{User}:{_password}@127.0.0.1:{Port}/";

    /// <summary>File that holds <see cref="Uri"/>; only its owner may read it.</summary>
    public string UriFile => UriFileIn(_directory);

    /// <inheritdoc/>
    public IReadOnlyList<string> Logs => [Path.Combine(_directory, "node.log")];

    /// <summary>Path of the file in which a node kept in <paramref name="directory"/> stores its address, with name and password.</summary>
    public static string UriFileIn(string directory) => Path.Combine(directory, "uri");

    /// <summary>Starts a node in a new temporary directory, which is deleted with the node.</summary>
    public static Task<PrivateRabbitMq> StartTemporaryAsync(CancellationToken cancellationToken = default) =>
        StartTemporaryAsync(new LogLimits(), cancellationToken);

    /// <summary>Starts a node in a new temporary directory, which is deleted with the node.</summary>
    /// <param name="logs">How much of its logs to keep.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static Task<PrivateRabbitMq> StartTemporaryAsync(LogLimits logs, CancellationToken cancellationToken) =>
        StartAsync(TemporaryDirectory.New("rabbitmq"), keep: false, logs, cancellationToken);

    /// <summary>Starts a node whose queues stay in <paramref name="directory"/>; a node left there by a killed run is stopped
    /// first.</summary>
    public static Task<PrivateRabbitMq> StartKeptAsync(string directory, LogLimits logs, CancellationToken cancellationToken = default) =>
        StartAsync(Path.GetFullPath(directory), keep: true, logs, cancellationToken);

    private static async Task<PrivateRabbitMq> StartAsync(string directory, bool keep, LogLimits logs, CancellationToken cancellationToken)
    {
        PrivateFile.CreateDirectory(directory);
        var ports = FreePort.Find(3);
        var (port, distribution, epmd) = (ports[0], ports[1], ports[2]);

        string In(string name) => Path.Combine(directory, name);
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = In("home"),
            ["ERL_CRASH_DUMP"] = In("erl_crash.dump"),
            ["ERL_CRASH_DUMP_BYTES"] = logs.FileBytes.ToString(CultureInfo.InvariantCulture),
            // An epmd of its own isolates it from nodes of other tests on this machine.
            ["ERL_EPMD_PORT"] = epmd.ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            // Always the same name: kept queues belong to the node of this name.
            ["RABBITMQ_NODENAME"] = NodeName,
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
            // Schedulers that run out of work sleep at once: those that spin take the processor from the services beside them.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
                "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            // As under systemd, the start script then becomes the node instead of waiting beside it.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
        };
        var keeper = await ServerGuard.TakeAsync(
            directory, keep, ["/bin/sh", "-c", StopScript, "sh", directory], environment, cancellationToken);
        try
        {
            var server = new PrivateRabbitMq(directory, port, Password.Create(), environment, keeper);
            var isOfFormerForm = Directory.Exists(In("mnesia")) && !File.Exists(server.UriFile);
            await server.ConfigureAsync(logs, cancellationToken);
            await server.StartNodeAsync(cancellationToken);
            if (isOfFormerForm)
                await server.ControlAsync(cancellationToken, "delete_user", "guest");
            await PrivateFile.WriteAsync(server.UriFile, server.Uri, cancellationToken);
            return server;
        }
        catch
        {
            await keeper.DisposeAsync();
            throw;
        }
    }

    private async Task ConfigureAsync(LogLimits logs, CancellationToken cancellationToken)
    {
        string In(string name) => Path.Combine(_directory, name);
        Directory.CreateDirectory(In("home"));
        await PrivateFile.WriteAsync(In("home/.erlang.cookie"), RandomNumberGenerator.GetHexString(32), cancellationToken);
        await PrivateFile.WriteAsync(In("enabled_plugins"), "[].", cancellationToken);
        // With its own definitions the node creates no user 'guest'. They are loaded at each start, before the node listens.
        await PrivateFile.WriteAsync(
            In("definitions.json"),
            $$"""
            {
              "users": [{
                "name": "{{User}}", "password_hash": "{{Password.RabbitMqHash(_password)}}",
                "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": []
              }],
              "vhosts": [{ "name": "/" }],
              "permissions": [{ "user": "{{User}}", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }]
            }
            """,
            cancellationToken);
        await PrivateFile.WriteAsync(
            In("rabbitmq.conf"),
            string.Create(CultureInfo.InvariantCulture, $"""
                listeners.tcp.1 = 127.0.0.1:{Port}
                load_definitions = {In("definitions.json")}
                vm_memory_high_watermark.absolute = 1GB
                disk_free_limit.absolute = 200MB
                raft.wal_max_size_bytes = {LargestRaftLogBytes}
                log.file.rotation.size = {logs.FileBytes}
                log.file.rotation.count = {logs.Files - 1}

                """),
            cancellationToken);
    }

    /// <summary>Kills the node at once, like a crash, and keeps its data; <see cref="RestartAsync"/> starts it again.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken = default)
    {
        _node!.Kill();
        await _node.WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _node!.WaitForExitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task RestartAsync(CancellationToken cancellationToken = default) => StartNodeAsync(cancellationToken);

    /// <summary>Makes the node block publishers while its disk has less free space than this, until it is restarted.</summary>
    /// <param name="free">In RabbitMQ's notation, for example <c>200MB</c>.</param>
    public Task LimitDiskAsync(string free, CancellationToken cancellationToken = default) =>
        ControlAsync(cancellationToken, "set_disk_free_limit", free);

    /// <summary>Halts the node: its connections stay open, but it answers nothing until <see cref="Resume"/>.</summary>
    public void Halt() => Signals.Halt(_node!.Id);

    /// <summary>Resumes a halted node.</summary>
    public void Resume() => Signals.Resume(_node!.Id);

    /// <inheritdoc/>
    public void KeepFor(int processId) => _keeper.KeepFor(processId);

    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        _node?.Dispose();
    }

    private Task ControlAsync(CancellationToken cancellationToken, params string[] command) =>
        Tool.RunAsync([Program("rabbitmqctl"), "-n", NodeName, .. command], _environment, cancellationToken);

    private async Task StartNodeAsync(CancellationToken cancellationToken)
    {
        _node?.Dispose();
        // Use the script in RabbitMQ's own folder: the one on the path requires the user rabbitmq. Each program replaces its predecessor by
        // exec, so the process id written here is the node's from the beginning.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        const string script = "umask 077 && echo $$ >\"$2/pid\" && exec setsid \"$1\" >>\"$2/node.log\" 2>&1 </dev/null";
        foreach (var argument in (string[])["-c", script, "sh", Program("rabbitmq-server"), _directory])
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
                throw new PrivateServerException($"RabbitMQ ended with code {_node.ExitCode}: "
                    + $"{await File.ReadAllTextAsync(Path.Combine(_directory, "node.log"), timeout.Token)}");
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

    private static string Program(string name)
    {
        const string releases = "/usr/lib/rabbitmq/lib";
        var release = Directory.Exists(releases)
            ? Directory.GetDirectories(releases, "rabbitmq_server-*").Order(StringComparer.Ordinal).LastOrDefault() : null;
        return release is not null
            ? Path.Combine(release, "sbin", name)
            : throw new PrivateServerException($"RabbitMQ is not installed ({releases} holds no release). 'make setup' installs it.");
    }
}
