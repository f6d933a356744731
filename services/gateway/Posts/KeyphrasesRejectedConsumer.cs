using Engram.Contracts.Keyphrases;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class KeyphrasesRejectedConsumer(PostSteps posts) : IConsumer<KeyphrasesRejected>
{
    public Task Consume(ConsumeContext<KeyphrasesRejected> context) =>
        posts.ApplyAsync(
            [context.Message], message => message.PostId, (post, message, stepContext) => post.PredictionRejected(message, stepContext),
            context.CancellationToken);
}

public sealed class KeyphrasesRejectedConsumerDefinition : GatewayConsumerDefinition<KeyphrasesRejectedConsumer>;
