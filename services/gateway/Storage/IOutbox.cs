namespace Engram.Gateway.Storage;

/// <summary>Where messages are put to leave with the transaction that made them true.</summary>
public interface IOutbox
{
    void Enqueue<TMessage>(TMessage message)
        where TMessage : class;
}
