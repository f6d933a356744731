using System.Data.Common;
using System.Globalization;

namespace Engram.DevServers;

/// <summary>
/// A private PostgreSQL server on a loopback port, from Debian's packages. Its directory may be kept between runs; a server left there by a
/// killed run is stopped first. Connecting requires read access to the directory, which holds the passwords (<see cref="PasswordFile"/>).
/// </summary>
public sealed class PrivatePostgres : IPrivateServer
{
    /// <summary>Role of the services. It owns the database and nothing else on the server.</summary>
    private const string Owner = "engram";

    /// <summary>Role of the administrator.</summary>
    private const string Superuser = "postgres";

    private const string Authentication = """
        # Written by Engram at each start.
        local all all scram-sha-256
        host all all 127.0.0.1/32 scram-sha-256

        """;

    // Run in PostgreSQL's single-user mode, before anyone can connect. In directories of the former layout, everything belongs to the
    // superuser 'engram'. The first role of a server must stay a superuser: it is renamed, and a new role 'engram' takes over its objects.
    private const string Roles = $$"""
        begin;

        do $$
        declare
            change text;
        begin
            if (select rolname from pg_roles where oid = 10) = '{{Owner}}' then
                create role former superuser;
                set session authorization former;
                alter role {{Owner}} rename to {{Superuser}};
                set session authorization {{Superuser}};
                drop role former;
            end if;
            if not exists (select from pg_roles where rolname = '{{Owner}}') then
                create role {{Owner}};
            end if;
            alter role {{Owner}} login nosuperuser nocreatedb nocreaterole noreplication password 'OWNER_VERIFIER';
            alter role {{Superuser}} password 'SUPERUSER_VERIFIER';
            alter database postgres owner to {{Owner}};
            for change in
                with ours as (select oid from pg_namespace where nspname !~ '^(pg_|information_schema$)')
                select format('alter schema %I owner to {{Owner}}', nspname) from pg_namespace join ours using (oid) where nspowner = 10
                union all
                select format('alter table %s owner to {{Owner}}', oid::regclass) from pg_class
                where relowner = 10 and relnamespace in (select oid from ours) and (relkind in ('r', 'p', 'v', 'm', 'f') or relkind = 'S'
                    and not exists (
                        select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i')))
                union all
                select format('alter routine %s owner to {{Owner}}', oid::regprocedure) from pg_proc
                where proowner = 10 and pronamespace in (select oid from ours)
            loop
                execute change;
            end loop;
        end $$;

        commit;

        """;

    // pg_ctl stop fails if no server runs.
    private const string StopScript = "\"$@\" status >/dev/null || exit 0; exec \"$@\" -m fast -w stop";

    private readonly bool _keep;
    private readonly ServerGuard _keeper;

    private PrivatePostgres(string directory, int port, bool keep, ServerGuard keeper)
    {
        Directory = directory;
        Port = port;
        _keep = keep;
        _keeper = keeper;
    }

    /// <inheritdoc/>
    public string Name => "postgresql";

    public int Port { get; }

    /// <summary>Folder of its data and its log.</summary>
    public string Directory { get; }

    /// <summary>Passwords of the services' role and of the superuser <c>postgres</c>, as a libpq password file that only its owner may
    /// read.</summary>
    public string PasswordFile => Path.Combine(Directory, "pgpass");

    /// <summary>Connection string of the services' role, for the database that exists after every start. It refers to the password
    /// file.</summary>
    public string ConnectionString => new DbConnectionStringBuilder
    {
        ["Host"] = "127.0.0.1",
        ["Port"] = Port,
        ["Username"] = Owner,
        ["Passfile"] = PasswordFile,
        ["Database"] = "postgres",
        ["Maximum Pool Size"] = 50,
        // No pooler stands before it, so its connections keep the statements that come often.
        ["Max Auto Prepare"] = 100,
    }.ConnectionString;

    /// <inheritdoc/>
    public IReadOnlyList<string> Logs => [Path.Combine(Directory, "server.log")];

    private string DataDirectory => DataDirectoryOf(Directory);

    private string ProcessIdFile => Path.Combine(DataDirectory, "postmaster.pid");

    /// <summary>Starts a server in a new temporary directory, which is deleted with the server.</summary>
    public static Task<PrivatePostgres> StartTemporaryAsync(CancellationToken cancellationToken = default) =>
        StartAsync(TemporaryDirectory.New("postgres"), keep: false, cancellationToken);

    /// <summary>Starts a server whose data stays in <paramref name="directory"/>.</summary>
    public static Task<PrivatePostgres> StartKeptAsync(string directory, CancellationToken cancellationToken = default) =>
        StartAsync(Path.GetFullPath(directory), keep: true, cancellationToken);

    /// <summary>Stops the server at once without a checkpoint, like a crash, and keeps its data; <see cref="RestartAsync"/> starts it
    /// again.</summary>
    public Task CrashAsync(CancellationToken cancellationToken = default) =>
        ControlAsync(["-m", "immediate", "-w", "stop"], cancellationToken);

    /// <inheritdoc/>
    public async Task WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        if (!File.Exists(ProcessIdFile))
            return;
        // The server is not our child process. One that has ended but was not yet reaped (a zombie) has no 'exe' link.
        var process = new FileInfo($"/proc/{ProcessId}/exe");
        while (process.LinkTarget is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            process.Refresh();
        }
    }

    /// <summary>The server's main process, from its pid file.</summary>
    public int ProcessId => int.Parse(File.ReadLines(ProcessIdFile).First(), CultureInfo.InvariantCulture);

    /// <summary>Halts the server and the processes that serve its connections: the connections stay open, but nothing is answered until
    /// <see cref="Resume"/>.</summary>
    public void Halt() => Signals.HaltFamily(ProcessId);

    /// <summary>Resumes a halted server.</summary>
    public void Resume() => Signals.ResumeFamily(ProcessId);

    /// <inheritdoc/>
    public Task RestartAsync(CancellationToken cancellationToken = default) => ControlAsync(StartArguments(), cancellationToken);

    /// <inheritdoc/>
    public void KeepFor(int processId) => _keeper.KeepFor(processId);

    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private static async Task<PrivatePostgres> StartAsync(string directory, bool keep, CancellationToken cancellationToken)
    {
        PrivateFile.CreateDirectory(directory);
        var stop = (string[])["/bin/sh", "-c", StopScript, "sh", .. AsServerUser([Program("pg_ctl"), "-D", DataDirectoryOf(directory)])];
        var keeper = await ServerGuard.TakeAsync(directory, keep, stop, new Dictionary<string, string>(), cancellationToken);
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
                AsServerUser([Program("initdb"), "-D", DataDirectory, "-U", Superuser, "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8",
                    _keep ? "--data-checksums" : "--no-sync"]),
                null, cancellationToken);
        // Overwrite in place: the file keeps its owner, the server's user.
        await File.WriteAllTextAsync(Path.Combine(DataDirectory, "pg_hba.conf"), Authentication, cancellationToken);
        if (!File.Exists(PasswordFile))
            await MakeRolesAsync(cancellationToken);
        await ControlAsync(StartArguments(), cancellationToken);
    }

    private async Task MakeRolesAsync(CancellationToken cancellationToken)
    {
        var (owner, superuser) = (Password.Create(), Password.Create());
        var roles = Roles.Replace("OWNER_VERIFIER", Password.ScramVerifier(owner), StringComparison.Ordinal)
            .Replace("SUPERUSER_VERIFIER", Password.ScramVerifier(superuser), StringComparison.Ordinal);
        await Tool.RunAsync(
            AsServerUser([Program("postgres"), "--single", "-j", "-c", "exit_on_error=on", "-c", _keep ? "fsync=on" : "fsync=off", "-D",
                DataDirectory, "postgres"]),
            null, cancellationToken, input: roles);
        // Write this file last: if it is missing, the next start creates the roles again.
        await PrivateFile.WriteAsync(PasswordFile, $"127.0.0.1:*:*:{Owner}:{owner}\n127.0.0.1:*:*:{Superuser}:{superuser}\n",
            cancellationToken);
    }

    private string[] StartArguments() =>
    [
        "-w", "-t", "60", "-l", Logs[0],
        "-o", $"-p {Port.ToString(CultureInfo.InvariantCulture)} -c listen_addresses=127.0.0.1 -c unix_socket_directories={Directory} "
            + "-c unix_socket_permissions=0700 -c jit=off" + (_keep ? "" : " -c fsync=off"),
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
            ? System.IO.Directory.GetDirectories(versions)
                .MaxBy(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0)
            : null;
        var program = Path.Combine(newest ?? versions, "bin", name);
        return File.Exists(program) ? program
            : throw new PrivateServerException($"PostgreSQL is not installed ({program} is missing). 'make setup' installs it.");
    }
}
