using System.Diagnostics;

namespace Engram.DevServers.Tests;

/// <summary>A database directory from before servers had passwords: the superuser 'engram' owns everything, and every
/// connection is trusted.</summary>
internal static class FormerServer
{
    private const string Script = """
        directory=$1
        as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; else "$@"; fi; }
        programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        mkdir "$directory" && { [ "$(id -u)" != 0 ] || chown postgres "$directory"; } &&
            as "$programs/initdb" -D "$directory/data" -U engram -A trust --no-sync --locale=C.UTF-8 -E UTF8 >/dev/null &&
            as "$programs/postgres" --single -j -c exit_on_error=on -D "$directory/data" postgres >/dev/null
        """;

    /// <param name="directory">Directory to create.</param>
    /// <param name="sql">Statements that create its content, each followed by an empty line.</param>
    public static async Task MakeAsync(string directory, string sql)
    {
        using var shell = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", Script, "sh", directory]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        var errors = shell.StandardError.ReadToEndAsync();
        await shell.StandardInput.WriteAsync(sql + "\n");
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, await errors);
    }
}
