namespace Engram.Contracts;

/// <summary>Marks a message that may come in a <see cref="Bundle{TMessage}"/>. Handling it twice must change nothing: a message in a bundle
/// has no id by which an inbox could recognize it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BundledAttribute : Attribute;
