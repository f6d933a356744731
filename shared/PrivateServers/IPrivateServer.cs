namespace Engram.PrivateServers;

/// <summary>A server of our own. It stops when it is disposed, and when the process that started it has died, however that came.</summary>
public interface IPrivateServer : IAsyncDisposable
{
    /// <summary>Keeps the server until <paramref name="processId"/> has ended too: a service ends in order only while its servers are there.</summary>
    void KeepFor(int processId);
}
