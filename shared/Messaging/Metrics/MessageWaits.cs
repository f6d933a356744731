using MassTransit;

namespace Engram.Messaging.Metrics;

/// <summary>Measures how long each message waited until a consumer took it.</summary>
internal sealed class MessageWaits(MessagingMetrics metrics, TimeProvider time) : IConsumeObserver
{
    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (context.SentTime is { } sent)
            metrics.Waited(context.ReceiveContext.InputAddress.Segments[^1], time.GetUtcNow() - sent);
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
