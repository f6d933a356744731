namespace Engram.DevServers;

/// <summary>A private server is not installed, or did not start or stop. The message says what to do about it.</summary>
public sealed class PrivateServerException(string message) : Exception(message);
