namespace Engram.Contracts;

/// <summary>Messages of one type that travel together, because one message of many costs far less than many of one. They have nothing else
/// in common: what becomes of one says nothing about the others.</summary>
/// <typeparam name="TMessage">A message marked with <see cref="BundledAttribute"/>.</typeparam>
public sealed record Bundle<TMessage>
    where TMessage : class
{
    /// <summary>The messages in the order they were sent; never empty.</summary>
    public required IReadOnlyList<TMessage> Messages { get; init; }
}
