using System.Globalization;

namespace Engram.PrivateServers;

/// <summary>
/// A PostgreSQL server of our own on a loopback port, from Debian's packages. Its directory may be kept from run to run; a server that a
/// killed run left behind in it is stopped first.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string UserName = "engram";

    private readonly bool _keep;

    private PrivatePostgres(string directory, int port, bool keep)
    {
        Directory = directory;
        Port = port;
        _keep = keep;
    }

    public int Port { get; }

    /// <summary>Where its data and its log lie.</summary>
    public string Directory { get; }

    /// <summary>Connection string for the database every start has.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={UserName};Database=postgres;Maximum Pool Size=50";

    private string DataDirectory => Path.Combine(Directory, "data");

    /// <summary>Starts a server in a fresh temporary directory, which is deleted with it.</summary>
    public static Task<PrivatePostgres> StartTemporaryAsync(CancellationToken cancellationToken = default) =>
        StartAsync(Path.Combine("/var/tmp", "engram-postgres-" + Guid.NewGuid().ToString("N")[..8]), keep: false, cancellationToken);

    /// <summary>Starts a server whose data stays in <paramref name="directory"/>.</summary>
    public static Task<PrivatePostgres> StartKeptAsync(string directory, CancellationToken cancellationToken = default) =>
        StartAsync(Path.GetFullPath(directory), keep: true, cancellationToken);

    /// <summary>Stops the server at once without a checkpoint, as a crash would, and leaves its data; <see cref="RestartAsync"/> brings it back.</summary>
    public Task CrashAsync(CancellationToken cancellationToken = default) => ControlAsync(["-m", "immediate", "-w", "stop"], cancellationToken);

    /// <summary>Starts the server again on the same port with the same data.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default) => ControlAsync(StartArguments(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(DataDirectory, "postmaster.pid")))
            await ControlAsync(["-m", "fast", "-w", "stop"], CancellationToken.None);
        if (!_keep)
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static async Task<PrivatePostgres> StartAsync(string directory, bool keep, CancellationToken cancellationToken)
    {
        var server = new PrivatePostgres(directory, FreePort.Find(1)[0], keep);
        System.IO.Directory.CreateDirectory(directory);
        if (Environment.IsPrivilegedProcess)
            await Tool.RunAsync(["chown", "-R", "postgres:postgres", directory], null, cancellationToken);

        if (!File.Exists(Path.Combine(server.DataDirectory, "PG_VERSION")))
            await AsServerUserAsync(
                [Program("initdb"), "-D", server.DataDirectory, "-U", UserName, "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", keep ? "--data-checksums" : "--no-sync"],
                cancellationToken);
        else if (File.Exists(Path.Combine(server.DataDirectory, "postmaster.pid")))
            await server.StopLeftoverAsync(cancellationToken);

        await server.ControlAsync(server.StartArguments(), cancellationToken);
        return server;
    }

    private async Task StopLeftoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ControlAsync(["-m", "fast", "-w", "stop"], cancellationToken);
        }
        catch (PrivateServerException)
        {
            // The pid file outlived its server, for example over a power cut; pg_ctl start copes with that.
        }
    }

    private string[] StartArguments() =>
    [
        "-w", "-t", "60", "-l", Path.Combine(Directory, "server.log"),
        "-o", $"-p {Port.ToString(CultureInfo.InvariantCulture)} -c listen_addresses=127.0.0.1 -c unix_socket_directories={Directory} -c jit=off" + (_keep ? "" : " -c fsync=off"),
        "start",
    ];

    private Task ControlAsync(string[] arguments, CancellationToken cancellationToken) =>
        AsServerUserAsync([Program("pg_ctl"), "-D", DataDirectory, .. arguments], cancellationToken);

    // PostgreSQL refuses to run as root.
    private static Task<string> AsServerUserAsync(string[] command, CancellationToken cancellationToken) =>
        Tool.RunAsync(
            Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", .. command] : command,
            null, cancellationToken);

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
