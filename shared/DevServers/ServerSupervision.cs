namespace Engram.DevServers;

/// <summary>Keeps private servers running.</summary>
public static class ServerSupervision
{
    /// <summary>Restarts the server whenever it dies, and rotates its logs, until cancelled.</summary>
    /// <param name="server">The running server.</param>
    /// <param name="tell">Receives a message when the server dies, and when it can't be started.</param>
    /// <param name="logs">How much of its logs to keep.</param>
    /// <param name="cancellationToken">Ends the supervision; the server stays as it is.</param>
    public static Task SuperviseAsync(this IPrivateServer server, Action<string> tell, LogLimits logs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(tell);
        return Task.WhenAll(KeepRunningAsync(server, tell, cancellationToken), BoundedLog.KeepAsync(server.Logs, logs, cancellationToken));
    }

    private static async Task KeepRunningAsync(IPrivateServer server, Action<string> tell, CancellationToken cancellationToken)
    {
        while (true)
        {
            await server.WaitForExitAsync(cancellationToken);
            tell("It was killed, or broke down.");
            // Not at once: child processes of the dead server exit only when they notice its end, and until then hold resources that the
            // next one needs.
            var pause = new RestartPause();
            do
            {
                await pause.WaitAsync(cancellationToken);
            }
            while (!await IsRestartedAsync(server, tell));
        }
    }

    // A start is never cancelled: a server that came up afterwards would have no owner to stop it.
    private static async Task<bool> IsRestartedAsync(IPrivateServer server, Action<string> tell)
    {
        try
        {
            await server.RestartAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is PrivateServerException or OperationCanceledException)
        {
            tell(e.Message);
            return false;
        }
    }
}
