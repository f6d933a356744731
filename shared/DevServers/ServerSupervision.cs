namespace Engram.DevServers;

/// <summary>Keeps private servers running.</summary>
public static class ServerSupervision
{
    /// <summary>Starts the server again whenever it dies, and keeps its logs within bounds, until cancelled.</summary>
    /// <param name="server">The server, which runs.</param>
    /// <param name="tell">Is told, in words, that it died, and why it can't be started.</param>
    /// <param name="logs">How much of its logs is kept.</param>
    /// <param name="cancellationToken">Ends the watch; the server stays as it is.</param>
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
            // Not at once: processes of the dead server go only when they notice its end, and hold what the next one needs.
            var pause = new RestartPause();
            do
            {
                await pause.WaitAsync(cancellationToken);
            }
            while (!await IsRestartedAsync(server, tell));
        }
    }

    // A start is never cut short: whatever comes up has someone who stops it.
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
