using Engram.Contracts.Keyphrases;
using Engram.Gateway.Posts;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class KeyphrasesPredictedConsumer(PostMail mail) : IConsumer<KeyphrasesPredicted>
{
    public Task Consume(ConsumeContext<KeyphrasesPredicted> context) =>
        mail.DeliverAsync(context.Message.PostId, (post, moment) => post.Predicted(context.Message, moment), context.CancellationToken);
}

public sealed class KeyphrasesPredictedConsumerDefinition : GatewayConsumerDefinition<KeyphrasesPredictedConsumer>;
