using Engram.Messaging.Inbox;
using MassTransit;

namespace Engram.Gateway.Storage;

/// <summary>Handles each message once, in one transaction with its changes and the messages it sends.</summary>
public sealed class GatewayInbox<TMessage>(GatewayDb db) : InboxFilter<TMessage>(db, GatewayDb.Schema)
    where TMessage : class;

/// <summary>Gives each consumer a queue of its own in the gateway, behind the inbox.</summary>
public abstract class GatewayConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected GatewayConsumerDefinition() => EndpointName = "gateway-" + KebabCaseEndpointNameFormatter.Instance.Consumer<TConsumer>();

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseConsumeFilter(typeof(GatewayInbox<>), context);
}
