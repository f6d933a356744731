namespace Engram.ModelStore.Sessions;

/// <summary>The configured device can't be used; the message says why and what to set.</summary>
public sealed class DeviceUnavailableException(string message, Exception cause) : Exception(message, cause);
