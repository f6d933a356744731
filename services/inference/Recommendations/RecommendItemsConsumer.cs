using Engram.Contracts;
using Engram.Contracts.Recommendations;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Recommendations;

/// <summary>Recommends for requests, alone or in bundles, then acknowledges them. Handling a message twice gives the same items
/// twice.</summary>
public sealed class RecommendItemsConsumer(Recommender recommender) : IConsumer<RecommendItems>, IConsumer<Bundle<RecommendItems>>
{
    public async Task Consume(ConsumeContext<RecommendItems> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAsync(await recommender.RecommendAsync(context.Message));
    }

    public async Task Consume(ConsumeContext<Bundle<RecommendItems>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var answers = new List<object>();
        foreach (var request in context.Message.Messages)
            answers.Add(await recommender.RecommendAsync(request));
        await context.AnswerAllAsync(answers);
    }
}

/// <summary>Processes as many messages at a time as <see cref="RecommenderOptions.ConcurrentRequests"/> allows.</summary>
public sealed class RecommendItemsConsumerDefinition(IOptions<RecommenderOptions> options) : ConsumerDefinition<RecommendItemsConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecommendItemsConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = options.Value.ConcurrentRequests;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.ConcurrentRequests;
    }
}
