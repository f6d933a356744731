using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.ServiceDefaults;

/// <summary>
/// Publishes that end, also when the broker dies under them. By itself a publish that is in flight then never ends, whatever its token says, and
/// MassTransit takes up a queue again only when all its handlers have ended: one <c>context.Publish</c> would hold the queue for ever.
/// </summary>
public static class BoundedPublish
{
    /// <summary>Publishes what a message led to, from a consumer without an outbox and before its message is acknowledged; after a fault the
    /// redelivered message is answered anew.</summary>
    /// <exception cref="TimeoutException">No confirm came within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public static Task AnswerAsync(this ConsumeContext context, object answer)
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.GetPayload<IServiceProvider>();
        // Not by the context: it waits for what is published by it before the handler may end.
        return services.GetRequiredService<IBus>().PublishWithinAsync(
            services.GetRequiredService<IOptions<MessagingOptions>>().Value.PublishTimeout, answer, context.CancellationToken);
    }

    /// <summary>Publishes a message and waits for the broker's confirm.</summary>
    /// <param name="limit">Longest wait. What is still under way then is left behind, and may yet arrive.</param>
    /// <param name="message">One of the contracts.</param>
    /// <exception cref="TimeoutException">No confirm came within <paramref name="limit"/>.</exception>
    public static async Task PublishWithinAsync(this IBus bus, TimeSpan limit, object message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(message);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            await bus.Publish(message, message.GetType(), timeout.Token).WaitAsync(limit, cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker confirmed no {message.GetType().Name} within {limit.TotalSeconds:0.#} s.", e);
        }
    }
}
