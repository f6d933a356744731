using Engram.Messaging.Inbox;
using MassTransit;

namespace Engram.Gateway.Storage;

/// <summary>Handles each message once, in one transaction with what it changes and sends.</summary>
public sealed class GatewayInbox<TMessage>(GatewayDb db) : InboxFilter<TMessage>(db, GatewayDb.Schema)
    where TMessage : class;

/// <summary>A queue of the gateway's own for each consumer, behind the inbox.</summary>
public abstract class GatewayConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected GatewayConsumerDefinition() => EndpointName = "gateway-" + KebabCaseEndpointNameFormatter.Instance.Consumer<TConsumer>();

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(GatewayInbox<>), context);
}
