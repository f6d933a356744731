using Engram.Contracts.Images;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class ImageTextRecognizedConsumer(PostMail mail) : IConsumer<ImageTextRecognized>
{
    public Task Consume(ConsumeContext<ImageTextRecognized> context) =>
        mail.DeliverAsync(
            context.Message.PostId, (post, stepContext) => post.TextRecognized(context.Message, stepContext), context.CancellationToken);
}

public sealed class ImageTextRecognizedConsumerDefinition : GatewayConsumerDefinition<ImageTextRecognizedConsumer>;
