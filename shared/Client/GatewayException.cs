namespace Engram.Client;

/// <summary>The gateway refuses a request. The message is the problem in the gateway's words.</summary>
public class GatewayException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The gateway cannot be reached, or cannot work just now: the same request may succeed later.</summary>
public sealed class GatewayUnavailableException(string message, Exception? cause = null) : GatewayException(message, cause);
