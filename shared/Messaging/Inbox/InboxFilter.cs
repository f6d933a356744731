using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Inbox;

/// <summary>One transaction around a consumer: records the message id and saves the consumer's writes and enqueued messages, all or
/// nothing. A message whose id is already recorded was handled before and is only acknowledged.</summary>
/// <remarks>A service derives <c>sealed class ItsInbox&lt;T&gt;(ItsDb db) : InboxFilter&lt;T&gt;(db, ItsDb.Schema)</c> and registers it by
/// <c>UseConsumeFilter(typeof(ItsInbox&lt;&gt;), context)</c> inside the retry, so that each retry begins a new transaction.</remarks>
public abstract class InboxFilter<TMessage>(DeliveryDbContext db, string schema) : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var messageId = context.MessageId ?? throw new InvalidOperationException($"A {typeof(TMessage).Name} came without a message id.");
        var consumer = context.ReceiveContext.InputAddress.AbsolutePath;

        db.ChangeTracker.Clear();
        db.Database.SetCommandTimeout(
            context.GetPayload<IServiceProvider>().GetRequiredService<IOptions<DeliveryOptions>>().Value.WorkTimeout);
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
#pragma warning disable EF1002 // the schema is a constant of the service, and SQL parameters can't replace table names
        var isNew = await db.Database.ExecuteSqlRawAsync(
            $"insert into {schema}.inbox (consumer, message_id) values ({{0}}, {{1}}) on conflict do nothing",
            [consumer, messageId], context.CancellationToken) == 1;
#pragma warning restore EF1002
        if (!isNew)
        {
            // Otherwise MassTransit treats the message as skipped, that is unwanted by every consumer, instead of acknowledging it.
            await context.NotifyConsumed(TimeSpan.Zero, GetType().Name);
            return;
        }

        await next.Send(context);
        await db.SaveChangesAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }
}
