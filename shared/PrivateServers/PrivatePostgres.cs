using System.Globalization;

namespace Engram.PrivateServers;

/// <summary>
/// A PostgreSQL server of our own on a loopback port, from Debian's packages. Its directory may be kept from run to run; a server that a
/// killed run left behind in it is stopped first.
/// </summary>
public sealed class PrivatePostgres : IPrivateServer
{
    private const string UserName = "engram";

    // pg_ctl fails to stop what does not run.
    private const string StopScript = "\"$@\" status >/dev/null || exit 0; exec \"$@\" -m fast -w stop";

    private readonly bool _keep;
    private readonly Keeper _keeper;

    private PrivatePostgres(string directory, int port, bool keep, Keeper keeper)
    {
        Directory = directory;
        Port = port;
        _keep = keep;
        _keeper = keeper;
    }

    /// <inheritdoc/>
    public string Name => "postgresql";

    public int Port { get; }

    /// <summary>Where its data and its log lie.</summary>
    public string Directory { get; }

    /// <summary>Connection string for the database every start has.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={UserName};Database=postgres;Maximum Pool Size=50";

    private string DataDirectory => DataDirectoryOf(Directory);

    /// <summary>Starts a server in a fresh temporary directory, which is deleted with it.</summary>
    public static Task<PrivatePostgres> StartTemporaryAsync(CancellationToken cancellationToken = default) =>
        StartAsync(Path.Combine("/var/tmp", "engram-postgres-" + Guid.NewGuid().ToString("N")[..8]), keep: false, cancellationToken);

    /// <summary>Starts a server whose data stays in <paramref name="directory"/>.</summary>
    public static Task<PrivatePostgres> StartKeptAsync(string directory, CancellationToken cancellationToken = default) =>
        StartAsync(Path.GetFullPath(directory), keep: true, cancellationToken);

    /// <summary>Stops the server at once without a checkpoint, as a crash would, and leaves its data; <see cref="RestartAsync"/> brings it back.</summary>
    public Task CrashAsync(CancellationToken cancellationToken = default) => ControlAsync(["-m", "immediate", "-w", "stop"], cancellationToken);

    /// <inheritdoc/>
    public async Task WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        var pidFile = Path.Combine(DataDirectory, "postmaster.pid");
        if (!File.Exists(pidFile))
            return;
        // The server is no child of ours. One that ended without anybody asking for it yet has no 'exe' any more.
        var process = new FileInfo($"/proc/{File.ReadLines(pidFile).First()}/exe");
        while (process.LinkTarget is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            process.Refresh();
        }
    }

    /// <inheritdoc/>
    public Task RestartAsync(CancellationToken cancellationToken = default) => ControlAsync(StartArguments(), cancellationToken);

    /// <inheritdoc/>
    public void KeepFor(int processId) => _keeper.KeepFor(processId);

    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private static async Task<PrivatePostgres> StartAsync(string directory, bool keep, CancellationToken cancellationToken)
    {
        System.IO.Directory.CreateDirectory(directory);
        var stop = (string[])["/bin/sh", "-c", StopScript, "sh", .. AsServerUser([Program("pg_ctl"), "-D", DataDirectoryOf(directory)])];
        var keeper = await Keeper.TakeAsync(directory, keep, stop, new Dictionary<string, string>(), cancellationToken);
        try
        {
            var server = new PrivatePostgres(directory, FreePort.Find(1)[0], keep, keeper);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await keeper.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            await Tool.RunAsync(["chown", "-R", "postgres:postgres", Directory], null, cancellationToken);
        if (!File.Exists(Path.Combine(DataDirectory, "PG_VERSION")))
            await Tool.RunAsync(
                AsServerUser([Program("initdb"), "-D", DataDirectory, "-U", UserName, "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", _keep ? "--data-checksums" : "--no-sync"]),
                null, cancellationToken);
        await ControlAsync(StartArguments(), cancellationToken);
    }

    private string[] StartArguments() =>
    [
        "-w", "-t", "60", "-l", Path.Combine(Directory, "server.log"),
        "-o", $"-p {Port.ToString(CultureInfo.InvariantCulture)} -c listen_addresses=127.0.0.1 -c unix_socket_directories={Directory} -c jit=off" + (_keep ? "" : " -c fsync=off"),
        "start",
    ];

    private Task ControlAsync(string[] arguments, CancellationToken cancellationToken) =>
        Tool.RunAsync(AsServerUser([Program("pg_ctl"), "-D", DataDirectory, .. arguments]), null, cancellationToken);

    // PostgreSQL refuses to run as root.
    private static string[] AsServerUser(string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", .. command] : command;

    private static string DataDirectoryOf(string directory) => Path.Combine(directory, "data");

    private static string Program(string name)
    {
        const string versions = "/usr/lib/postgresql";
        var newest = System.IO.Directory.Exists(versions)
            ? System.IO.Directory.GetDirectories(versions).MaxBy(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0)
            : null;
        var program = Path.Combine(newest ?? versions, "bin", name);
        return File.Exists(program) ? program : throw new PrivateServerException($"PostgreSQL is not installed ({program} is missing). 'make setup' installs it.");
    }
}
