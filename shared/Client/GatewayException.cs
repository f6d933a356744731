namespace Engram.Client;

/// <summary>The gateway rejected a request. The message is the gateway's own.</summary>
public class GatewayException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The gateway cannot be reached, or cannot work at present: a retry may succeed later.</summary>
public sealed class GatewayUnavailableException(string message, Exception? cause = null) : GatewayException(message, cause);
