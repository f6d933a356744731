using Engram.Contracts.Images;
using Engram.Gateway.Posts;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class ImageRejectedConsumer(PostMail mail) : IConsumer<ImageRejected>
{
    public Task Consume(ConsumeContext<ImageRejected> context) =>
        mail.DeliverAsync(context.Message.PostId, (post, moment) => post.PictureRejected(context.Message, moment), context.CancellationToken);
}

public sealed class ImageRejectedConsumerDefinition : GatewayConsumerDefinition<ImageRejectedConsumer>;
