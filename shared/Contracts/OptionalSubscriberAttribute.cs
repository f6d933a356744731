namespace Engram.Contracts;

/// <summary>Marks an announcement, which may have no subscriber. Any other message waits at its sender until a queue takes it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OptionalSubscriberAttribute : Attribute;
