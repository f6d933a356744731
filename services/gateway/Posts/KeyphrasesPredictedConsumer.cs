using Engram.Contracts;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class KeyphrasesPredictedConsumer(PostSteps posts)
    : IConsumer<KeyphrasesPredicted>, IConsumer<Bundle<KeyphrasesPredicted>>
{
    public Task Consume(ConsumeContext<KeyphrasesPredicted> context) => ApplyAsync([context.Message], context.CancellationToken);

    public Task Consume(ConsumeContext<Bundle<KeyphrasesPredicted>> context) =>
        ApplyAsync(context.Message.Messages, context.CancellationToken);

    private Task ApplyAsync(IReadOnlyList<KeyphrasesPredicted> messages, CancellationToken cancellationToken) =>
        posts.ApplyAsync(
            messages, message => message.PostId, (post, message, stepContext) => post.Predicted(message, stepContext), cancellationToken);
}

public sealed class KeyphrasesPredictedConsumerDefinition : GatewayConsumerDefinition<KeyphrasesPredictedConsumer>;
