using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>Stops the service when its standard input closes (<see cref="SupervisionOptions.StopWithInput"/>), so that it does not outlive
/// the program that started it, even one that was killed.</summary>
internal sealed class ParentProcessWatcher(
    IOptions<SupervisionOptions> options, IOptions<HostOptions> host, IHostApplicationLifetime lifetime,
    ILogger<ParentProcessWatcher> logger) : IHostedService
{
    private const int ExitCode = 1;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // On its own thread: the read blocks for the lifetime of the service.
        if (options.Value.StopWithInput)
            new Thread(StopWithInput) { IsBackground = true, Name = nameof(ParentProcessWatcher) }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void StopWithInput()
    {
        using var input = Console.OpenStandardInput();
        var ignored = new byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        Log.InputClosed(logger);
        lifetime.StopApplication();
        // Nothing else would kill a service that hangs on shutdown. Wait for the host's shutdown timeout, and as long again for work that
        // this timeout does not cover.
        Thread.Sleep(2 * host.Value.ShutdownTimeout);
        Environment.Exit(ExitCode);
    }
}
