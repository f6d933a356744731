namespace Engram.Imaging;

/// <summary>
/// An engine that reads or writes pictures is missing, damaged, or can't do what was asked. The message says which and how to fix it.
/// </summary>
public sealed class EngineException(string message, Exception? cause = null) : Exception(message, cause);
