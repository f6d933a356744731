namespace Engram.Gateway.Storage;

/// <summary>Queues messages that are sent only if the current transaction commits.</summary>
public interface IOutbox
{
    void Enqueue<TMessage>(TMessage message)
        where TMessage : class;
}
