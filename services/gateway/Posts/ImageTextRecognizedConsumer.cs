using Engram.Contracts.Images;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class ImageTextRecognizedConsumer(PostSteps posts) : IConsumer<ImageTextRecognized>
{
    public Task Consume(ConsumeContext<ImageTextRecognized> context) =>
        posts.ApplyAsync(
            [context.Message], message => message.PostId, (post, message, stepContext) => post.TextRecognized(message, stepContext),
            context.CancellationToken);
}

public sealed class ImageTextRecognizedConsumerDefinition : GatewayConsumerDefinition<ImageTextRecognizedConsumer>;
