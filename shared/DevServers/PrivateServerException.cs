namespace Engram.DevServers;

/// <summary>A private server is not installed, or did not start or stop. The message says what to do.</summary>
public sealed class PrivateServerException(string message) : Exception(message);
