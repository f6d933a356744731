namespace Engram.Imaging;

/// <summary>An engine that reads or writes pictures here is missing, damaged, or can't do what it was asked; the message says which, and where it
/// can be mended, how.</summary>
public sealed class EngineException(string message, Exception? cause = null) : Exception(message, cause);
