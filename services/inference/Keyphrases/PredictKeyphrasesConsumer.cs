using Engram.Contracts.Keyphrases;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Keyphrases;

/// <summary>Answers <see cref="PredictKeyphrases"/>, then acknowledges it. Handling a message twice gives the same answer twice.</summary>
public sealed class PredictKeyphrasesConsumer(KeyphrasePredictor predictor) : IConsumer<PredictKeyphrases>
{
    public async Task Consume(ConsumeContext<PredictKeyphrases> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        try
        {
            await context.AnswerAsync(await predictor.PredictAsync(command, context.CancellationToken));
        }
        catch (PostRejectedException e)
        {
            await context.AnswerAsync(
                new KeyphrasesRejected { CommandId = command.CommandId, PostId = command.PostId, Code = e.Code, Reason = e.Message });
        }
    }
}

/// <summary>Processes as many posts at a time as <see cref="KeyphraseOptions.ConcurrentPosts"/> allows.</summary>
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
