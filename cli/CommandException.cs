namespace Engram.Cli;

/// <summary>A command can't do what it was asked. The message says what is wrong and what would be right; the process ends with
/// <see cref="ExitCodes.Failed"/>.</summary>
public class CommandException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The gateway can't be reached, or says that it can't work just now: the same request may go well later.</summary>
public sealed class GatewayAwayException(string message, Exception? cause = null) : CommandException(message, cause);
