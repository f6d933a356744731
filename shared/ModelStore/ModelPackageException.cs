namespace Engram.ModelStore;

/// <summary>A model package can't be used; the message says which, why, and what would be right.</summary>
public sealed class ModelPackageException(string message, Exception? cause = null) : Exception(message, cause);
