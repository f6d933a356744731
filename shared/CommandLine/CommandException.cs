namespace Engram.CommandLine;

/// <summary>A command can't do what was requested. The message says what is wrong and what would be right; the process exits with
/// <see cref="ExitCodes.Failed"/>.</summary>
public class CommandException(string message, Exception? cause = null) : Exception(message, cause);
