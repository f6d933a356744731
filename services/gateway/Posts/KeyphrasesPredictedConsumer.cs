using Engram.Contracts.Keyphrases;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class KeyphrasesPredictedConsumer(PostMail mail) : IConsumer<KeyphrasesPredicted>
{
    public Task Consume(ConsumeContext<KeyphrasesPredicted> context) =>
        mail.DeliverAsync(
            context.Message.PostId, (post, stepContext) => post.Predicted(context.Message, stepContext), context.CancellationToken);
}

public sealed class KeyphrasesPredictedConsumerDefinition : GatewayConsumerDefinition<KeyphrasesPredictedConsumer>;
