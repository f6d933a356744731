namespace Engram.Contracts;

/// <summary>Marks a message that is news and not work: it may be that nobody listens. Any other message waits at its sender until there is
/// a queue that takes it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OptionalSubscriberAttribute : Attribute;
