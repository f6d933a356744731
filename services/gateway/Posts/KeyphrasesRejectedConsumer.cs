using Engram.Contracts.Keyphrases;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class KeyphrasesRejectedConsumer(PostMail mail) : IConsumer<KeyphrasesRejected>
{
    public Task Consume(ConsumeContext<KeyphrasesRejected> context) =>
        mail.DeliverAsync(context.Message.PostId, (post, stepContext) => post.PredictionRejected(context.Message, stepContext),
            context.CancellationToken);
}

public sealed class KeyphrasesRejectedConsumerDefinition : GatewayConsumerDefinition<KeyphrasesRejectedConsumer>;
