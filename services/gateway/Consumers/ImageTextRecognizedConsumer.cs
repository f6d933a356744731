using Engram.Contracts.Images;
using Engram.Gateway.Posts;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class ImageTextRecognizedConsumer(PostMail mail) : IConsumer<ImageTextRecognized>
{
    public Task Consume(ConsumeContext<ImageTextRecognized> context) =>
        mail.DeliverAsync(context.Message.PostId, (post, moment) => post.TextRecognized(context.Message, moment), context.CancellationToken);
}

public sealed class ImageTextRecognizedConsumerDefinition : GatewayConsumerDefinition<ImageTextRecognizedConsumer>;
