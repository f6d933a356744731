using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>Publishing and replying for consumers without an outbox.</summary>
public static class BoundedAnswer
{
    /// <summary>Publishes a message's result before the message is acknowledged, in a bundle with others if there are some. If that fails,
    /// the redelivered message is answered again.</summary>
    /// <exception cref="TimeoutException">No confirm came within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public static Task AnswerAsync(this ConsumeContext context, object answer)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Not context.Publish: a handler can't end before the messages published through its context are confirmed.
        return context.GetPayload<IServiceProvider>().GetRequiredService<AnswerPublisher>()
            .PublishAsync(answer, context.CancellationToken);
    }

    /// <summary>Publishes the results of a bundle before the bundle is acknowledged.</summary>
    /// <exception cref="TimeoutException">A confirm did not come within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public static Task AnswerAllAsync(this ConsumeContext context, IEnumerable<object> answers) =>
        Task.WhenAll(answers.Select(context.AnswerAsync));

    /// <summary>Replies to a request; only the requester receives the answer.</summary>
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
