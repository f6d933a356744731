using Engram.Contracts;
using Engram.Contracts.Keyphrases;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Keyphrases;

/// <summary>Answers <see cref="PredictKeyphrases"/>, alone or in bundles, then acknowledges it. Handling a message twice gives the same
/// answer twice.</summary>
public sealed class PredictKeyphrasesConsumer(KeyphrasePredictor predictor)
    : IConsumer<PredictKeyphrases>, IConsumer<Bundle<PredictKeyphrases>>
{
    public async Task Consume(ConsumeContext<PredictKeyphrases> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAsync(await PredictAsync(context.Message, context.CancellationToken));
    }

    public async Task Consume(ConsumeContext<Bundle<PredictKeyphrases>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAllAsync(await Task.WhenAll(
            context.Message.Messages.Select(command => PredictAsync(command, context.CancellationToken))));
    }

    private async Task<object> PredictAsync(PredictKeyphrases command, CancellationToken cancellationToken)
    {
        try
        {
            return await predictor.PredictAsync(command, cancellationToken);
        }
        catch (PostRejectedException e)
        {
            return new KeyphrasesRejected { CommandId = command.CommandId, PostId = command.PostId, Code = e.Code, Reason = e.Message };
        }
    }
}

/// <summary>Processes as many messages at a time as <see cref="KeyphraseOptions.ConcurrentPosts"/> allows.</summary>
public sealed class PredictKeyphrasesConsumerDefinition(IOptions<KeyphraseOptions> options) : ConsumerDefinition<PredictKeyphrasesConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<PredictKeyphrasesConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = options.Value.ConcurrentPosts;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.ConcurrentPosts;
    }
}
