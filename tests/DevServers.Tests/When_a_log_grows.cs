using System.Diagnostics;
using Engram.TestKit;

namespace Engram.DevServers.Tests;

/// <summary>Rotation of service logs.</summary>
public sealed class When_a_log_grows : IDisposable
{
    private const int FileBytes = 10_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_put_what_is_full_aside_and_keep_so_many_files()
    {
        var log = _folder.In("service.log");
        PrivateFile.Create(log);
        using var stop = new CancellationTokenSource();
        var keeping = BoundedLog.KeepAsync([log, _folder.In("not-there.log")], new LogLimits { FileBytes = FileBytes, Files = 3 },
            stop.Token);
        // A writer that keeps the file open for appending, like a service whose output the shell redirects.
        using var writer = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "exec cat >>\"$1\"", "sh", log]) { RedirectStandardInput = true })!;

        for (var round = 1; round <= 4; round++)
        {
            await writer.StandardInput.WriteAsync(new string((char)('0' + round), FileBytes));
            await writer.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => File.Exists(log + ".1") && File.ReadAllText(log + ".1").StartsWith((char)('0' + round)),
                "the full log is put aside");
            await Eventually.HoldsAsync(() => new FileInfo(log).Length == 0, "the log is empty");
        }

        writer.StandardInput.Close();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
        Assert.Equal(new string('4', FileBytes), await File.ReadAllTextAsync(log + ".1", TestContext.Current.CancellationToken));
        Assert.Equal(new string('3', FileBytes), await File.ReadAllTextAsync(log + ".2", TestContext.Current.CancellationToken));
        Assert.False(File.Exists(log + ".3"));
        Assert.All([log, log + ".1", log + ".2"], file => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }
}
