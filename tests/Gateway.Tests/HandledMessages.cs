using MassTransit;

namespace Engram.Gateway.Tests;

/// <summary>Counts the messages that the gateway has handled, each time that one comes.</summary>
internal sealed class HandledMessages : IConsumeObserver
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (context.ReceiveContext.InputAddress.AbsolutePath.Contains("/gateway-", StringComparison.Ordinal))
            Interlocked.Increment(ref _count);
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
