namespace Engram.DevServers;

/// <summary>A private server process. It stops when it is disposed, or when the process that started it dies for any reason.</summary>
public interface IPrivateServer : IAsyncDisposable
{
    /// <summary>Display name, for example <c>postgresql</c>.</summary>
    string Name { get; }

    /// <summary>Files to which the server's output is appended.</summary>
    IReadOnlyList<string> Logs { get; }

    /// <summary>Keeps the server running until <paramref name="processId"/> has ended too: a service shuts down cleanly only while its
    /// servers run.</summary>
    void KeepFor(int processId);

    /// <summary>Returns when the server has exited.</summary>
    Task WaitForExitAsync(CancellationToken cancellationToken = default);

    /// <summary>Restarts the server on the same port with the same data.</summary>
    /// <exception cref="PrivateServerException">The server does not start.</exception>
    Task RestartAsync(CancellationToken cancellationToken = default);
}
