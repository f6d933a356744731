using Engram.Contracts.Images;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class ImageRejectedConsumer(PostSteps posts) : IConsumer<ImageRejected>
{
    public Task Consume(ConsumeContext<ImageRejected> context) =>
        posts.ApplyAsync(
            [context.Message], message => message.PostId, (post, message, stepContext) => post.PictureRejected(message, stepContext),
            context.CancellationToken);
}

public sealed class ImageRejectedConsumerDefinition : GatewayConsumerDefinition<ImageRejectedConsumer>;
