using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Engram.Hosting;

/// <summary>What the runtime's own meter lacks: file descriptors, which leak unseen until none is left.</summary>
internal sealed class ProcessMetrics(IMeterFactory meters) : IHostedService
{
    private const string Descriptors = "/proc/self/fd";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create("Engram.Hosting").CreateObservableUpDownCounter(
            "process.unix.file_descriptor.count", () => Directory.EnumerateFileSystemEntries(Descriptors).Count(), "{file_descriptor}",
            "File descriptors in use");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
