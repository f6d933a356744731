using Engram.Contracts.Keyphrases;
using Engram.Gateway.Posts;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class KeyphrasesRejectedConsumer(PostMail mail) : IConsumer<KeyphrasesRejected>
{
    public Task Consume(ConsumeContext<KeyphrasesRejected> context) =>
        mail.DeliverAsync(context.Message.PostId, (post, moment) => post.PredictionRejected(context.Message, moment), context.CancellationToken);
}

public sealed class KeyphrasesRejectedConsumerDefinition : GatewayConsumerDefinition<KeyphrasesRejectedConsumer>;
