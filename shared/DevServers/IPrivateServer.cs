namespace Engram.DevServers;

/// <summary>A server of our own. It stops when it is disposed, and when the process that started it has died, however that came.</summary>
public interface IPrivateServer : IAsyncDisposable
{
    /// <summary>What it is called to people, for example <c>postgresql</c>.</summary>
    string Name { get; }

    /// <summary>Files that the server's output is appended to.</summary>
    IReadOnlyList<string> Logs { get; }

    /// <summary>Keeps the server until <paramref name="processId"/> has ended too: a service ends in order only while its servers are
    /// there.</summary>
    void KeepFor(int processId);

    /// <summary>Returns when the server runs no more.</summary>
    Task WaitForExitAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts the server again on the same port with the same data.</summary>
    /// <exception cref="PrivateServerException">It does not start.</exception>
    Task RestartAsync(CancellationToken cancellationToken = default);
}
