using Engram.Contracts.Images;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class ImageRejectedConsumer(PostMail mail) : IConsumer<ImageRejected>
{
    public Task Consume(ConsumeContext<ImageRejected> context) =>
        mail.DeliverAsync(
            context.Message.PostId, (post, stepContext) => post.PictureRejected(context.Message, stepContext), context.CancellationToken);
}

public sealed class ImageRejectedConsumerDefinition : GatewayConsumerDefinition<ImageRejectedConsumer>;
