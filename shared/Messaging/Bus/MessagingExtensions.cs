using System.Collections.Frozen;
using Engram.Contracts;
using Engram.Hosting;
using Engram.Messaging.Metrics;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>The bus: quorum queues with a delivery limit, retries by kind of fault, and kept dead letters.</summary>
public static class MessagingExtensions
{
    /// <summary>Suffix of the queue for messages that consumers could not handle; MassTransit's convention.</summary>
    public const string ErrorQueueSuffix = "_error";

    /// <summary>Suffix of the queue for messages delivered more often than <see cref="MessagingOptions.DeliveryLimit"/>.</summary>
    public const string DeadLetterQueueSuffix = "_dead";

    /// <summary>Suffix of the queue for messages of a type that no consumer of the queue takes; MassTransit's convention.</summary>
    public const string SkippedQueueSuffix = "_skipped";

    /// <summary>Adds the bus with the consumers that <paramref name="addConsumers"/> registers, each on its own queue named in kebab
    /// case.</summary>
    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder, Action<IBusRegistrationConfigurator> addConsumers)
    {
        builder.Services.AddCheckedOptions<MessagingOptions>(MessagingOptions.SectionName);
        builder.Services.AddSecretTexts("ConnectionStrings", new Dictionary<string, string>
        {
            [MessagingOptions.ConnectionStringName] = "The broker, for example amqp://user:password@host:5672/. Unused in memory.",
        });
        builder.Services.AddSingleton<IValidateOptions<MessagingOptions>, BrokerCheck>();
        builder.Services.TryAddSingleton<MessagingMetrics>();
        var options = builder.Configuration.Peek<MessagingOptions>(MessagingOptions.SectionName);
        var queues = new ConsumedQueues();
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            // By default MassTransit sends usage data to its vendor.
            bus.DisableUsageTelemetry();
            bus.AddConsumeObserver<MessageWaits>();
            bus.AddConfigureEndpointsCallback((services, queue, endpoint) =>
            {
                queues.Names[queue] = true;
                ConfigureEndpoint(services, queue, endpoint, options);
            });
            addConsumers(bus);
            if (options.Transport == MessagingTransport.InMemory)
                bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
            else
                bus.UsingRabbitMq((context, transport) =>
                {
                    transport.Connect(builder, "consumes", context.GetRequiredService<BrokerConnections>());
                    transport.ConfigureEndpoints(context);
                });
        });
        if (options.Transport == MessagingTransport.RabbitMq)
        {
            builder.AddPublishingBus();
            builder.Services.AddSingleton<BrokerConnections>().AddHostedService<BusWatchdog>();
            builder.Services.AddSingleton(queues).AddHostedService<QueueSampler>();
        }

        builder.Services.AddSingleton(services => new BoundedPublisher(
            services.GetService<IPublishingBus>() ?? services.GetRequiredService<IBus>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<AnswerPublisher>();
        builder.Services.AddStrictBusHealth();
        return builder;
    }

    private static void AddPublishingBus(this WebApplicationBuilder builder) =>
        builder.Services.AddMassTransit<IPublishingBus>(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((_, transport) =>
            {
                transport.Connect(builder, "publishes", new BrokerConnections());
                transport.ConfigurePublish(publish => publish.UseExecute(DemandQueue));
            });
        });

    /// <param name="purpose">Purpose of the connection, shown in the broker's list of connections.</param>
    private static void Connect(
        this IRabbitMqBusFactoryConfigurator transport, WebApplicationBuilder builder, string purpose, BrokerConnections connections) =>
        transport.Host(
            BrokerUri(builder.Configuration), $"{builder.Environment.ApplicationName} {purpose}", host =>
                host.OnRefreshConnectionFactory = connections.UseAsync);

    // A broker drops a message that no queue is bound to, for instance because the consuming service has never run. That would lose our own
    // messages. With this flag they are returned: the publish fails, and the outbox or the redelivery retries it.
    private static void DemandQueue(PublishContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var send) && context.SupportedMessageTypes.Any(Work.Contains))
            send.Mandatory = true;
    }

    // All contracts except optional announcements. MassTransit's own fault messages are not included: they have no subscriber and need
    // none.
    private static readonly FrozenSet<string> Work = ContractTypes.All
        .Where(type => !type.IsDefined(typeof(OptionalSubscriberAttribute), inherit: false))
        .Concat(Bundles.Types)
        .Select(type => MessageUrn.ForTypeString(type))
        .ToFrozenSet();

    private static void ConfigureEndpoint(
        IServiceProvider services, string queue, IReceiveEndpointConfigurator endpoint, MessagingOptions options)
    {
        endpoint.PrefetchCount = options.PrefetchMessages;
        endpoint.ConcurrentMessageLimit = options.ConcurrentMessages;
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.SetQuorumQueue();
            rabbit.SetQueueArgument("x-delivery-limit", options.DeliveryLimit);
            rabbit.BindDeadLetterQueue(queue + DeadLetterQueueSuffix, queue + DeadLetterQueueSuffix, dead => dead.SetQuorumQueue());
        }

        // Outside the retries: a bundle is taken apart only when these have not helped.
        endpoint.UseFilter(new BundleSplitter(services));

        // Transient faults are retried with the message in progress, so that an outage never fills the dead-letter queue; a bug gets three
        // tries.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(TransientFaults.IsTransient);
            var longest = TimeSpan.FromSeconds(10);
            retry.Exponential(
                (int)Math.Ceiling(options.MaxOutage / longest), TimeSpan.FromMilliseconds(200), longest, TimeSpan.FromMilliseconds(400));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(TransientFaults.IsTransient);
            retry.Intervals(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));
        });
    }

    /// <summary>Returns the address of the broker.</summary>
    /// <exception cref="OptionsValidationException">None is configured.</exception>
    public static Uri BrokerUri(IConfiguration configuration)
    {
        var text = configuration.GetConnectionString(MessagingOptions.ConnectionStringName);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "amqp" or "amqps" or "rabbitmq" or "rabbitmqs" })
            return uri;
        // An invalid address is not shown: it may hold a password.
        throw new OptionsValidationException(MessagingOptions.SectionName, typeof(MessagingOptions), [
            $"{(text is null ? "No broker is named" : "The address of the broker is no AMQP URI")}. Set "
                + $"ConnectionStrings__{MessagingOptions.ConnectionStringName} to a URI " +
            $"such as amqp://user:password@host:5672/, or {MessagingOptions.SectionName}__{nameof(MessagingOptions.Transport)}=InMemory "
                + "when all services run in one process."]);
    }

    /// <summary>Checks the address of the broker at start, beside all other settings.</summary>
    private sealed class BrokerCheck(IConfiguration configuration) : IValidateOptions<MessagingOptions>
    {
        public ValidateOptionsResult Validate(string? name, MessagingOptions options)
        {
            try
            {
                if (options.Transport == MessagingTransport.RabbitMq)
                    BrokerUri(configuration);
                return ValidateOptionsResult.Success;
            }
            catch (OptionsValidationException e)
            {
                return ValidateOptionsResult.Fail(e.Failures);
            }
        }
    }
}
