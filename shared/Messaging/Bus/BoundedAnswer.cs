using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>Answers of consumers without an outbox.</summary>
public static class BoundedAnswer
{
    /// <summary>Publishes what a message led to, before the message is acknowledged; after a fault the redelivered message is answered
    /// anew.</summary>
    /// <exception cref="TimeoutException">No confirm came within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public static Task AnswerAsync(this ConsumeContext context, object answer)
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.GetPayload<IServiceProvider>();
        // Not by the context: it waits for what is published by it before the handler may end.
        return services.GetRequiredService<BoundedPublisher>().PublishAsync(
            answer, services.GetRequiredService<IOptions<MessagingOptions>>()
                .Value.PublishTimeout, messageId: null, context.CancellationToken);
    }

    /// <summary>Sends the answer of a request to the one who asked, and to nobody else.</summary>
    /// <exception cref="TimeoutException">No confirm came within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public static async Task ReplyAsync<T>(this ConsumeContext context, T answer)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.GetPayload<IServiceProvider>();
        var limit = services.GetRequiredService<IOptions<MessagingOptions>>().Value.PublishTimeout;
        var bus = services.GetService<IPublishingBus>() ?? services.GetRequiredService<IBus>();
        var address = context.ResponseAddress ?? throw new InvalidOperationException(
            $"Nobody waits for a {typeof(T).Name}: the request names no address for it.");
        var asker = await bus.GetSendEndpoint(address).WaitAsync(limit, context.CancellationToken);
        await asker.Send(answer, reply => reply.RequestId = context.RequestId, context.CancellationToken)
            .WaitAsync(limit, context.CancellationToken);
    }
}
