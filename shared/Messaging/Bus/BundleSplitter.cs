using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>Takes a bundle apart that its consumer could not handle in all its tries, or that may have crashed its consumer: each message
/// is sent again alone. So a bad message neither holds up the others nor takes them to the dead letters.</summary>
/// <remarks>Stands before the retries.</remarks>
internal sealed class BundleSplitter(IServiceProvider services) : IFilter<ConsumeContext>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("bundles");

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        // A message that was delivered before may have crashed its consumer.
        if (context.ReceiveContext.Redelivered && Bundles.IsIn(context))
        {
            await TakeApartAsync(context);
            return;
        }

        try
        {
            await next.Send(context);
        }
        catch (Exception e) when (!context.CancellationToken.IsCancellationRequested && Bundles.IsIn(context))
        {
            Log.BundleFailed(services.GetRequiredService<ILogger<BundleSplitter>>(), e);
            await TakeApartAsync(context);
        }
    }

    private Task TakeApartAsync(ConsumeContext context)
    {
        var options = services.GetRequiredService<IOptions<MessagingOptions>>().Value;
        return Bundles.TakeApartAsync(context, message => PublishAsync(message, options, context.CancellationToken));
    }

    // No retry stands around this filter, and a bundle that is half taken apart must not become a dead letter.
    private async Task PublishAsync(object message, MessagingOptions options, CancellationToken cancellationToken)
    {
        var (publisher, time) = (services.GetRequiredService<BoundedPublisher>(), services.GetRequiredService<TimeProvider>());
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                await publisher.PublishAsync(message, options.PublishTimeout, messageId: null, cancellationToken);
                return;
            }
            catch (TimeoutException) when (time.GetElapsedTime(began) < options.MaxOutage)
            {
                // The broker takes nothing at the moment.
            }
        }
    }
}
