using System.Text.Json;
using Engram.Messaging.Outbox;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>Publishing and replying for consumers without an outbox.</summary>
public static class BoundedAnswer
{
    /// <summary>Publishes a message's result before the message is acknowledged. If that fails, the redelivered message is answered
    /// again.</summary>
    /// <exception cref="TimeoutException">No confirm came within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public static Task AnswerAsync(this ConsumeContext context, object answer)
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.GetPayload<IServiceProvider>();
        // Not context.Publish: a handler can't end before the messages published through its context are confirmed.
        return services.GetRequiredService<BoundedPublisher>().PublishAsync(
            answer, services.GetRequiredService<IOptions<MessagingOptions>>()
                .Value.PublishTimeout, messageId: null, context.CancellationToken);
    }

    /// <summary>Publishes the results of a bundle before the bundle is acknowledged, bundled in turn. If that fails, the redelivered bundle
    /// is taken apart and answered again.</summary>
    /// <exception cref="TimeoutException">A confirm did not come within <see cref="MessagingOptions.PublishTimeout"/>.</exception>
    public static async Task AnswerAllAsync(this ConsumeContext context, IEnumerable<object> answers)
    {
        ArgumentNullException.ThrowIfNull(context);
        var limits = context.GetPayload<IServiceProvider>().GetRequiredService<IOptions<MessagingOptions>>().Value;
        var weighed = answers.Select(answer => (Answer: answer, Bytes: BytesOf(answer)));
        foreach (var bundle in Bundles.Pack(weighed, item => item.Answer.GetType(), item => item.Bytes, limits))
            await context.AnswerAsync(Bundles.Of(bundle[0].Answer.GetType(), [.. bundle.Select(item => item.Answer)]));
    }

    private static int BytesOf(object message) =>
        Bundles.Allow(message.GetType()) ? JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), ContractJson.Options).Length : 0;

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
