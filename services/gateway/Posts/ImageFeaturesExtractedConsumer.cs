using Engram.Contracts.Images;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class ImageFeaturesExtractedConsumer(PostSteps posts) : IConsumer<ImageFeaturesExtracted>
{
    public Task Consume(ConsumeContext<ImageFeaturesExtracted> context) =>
        posts.ApplyAsync(
            [context.Message], message => message.PostId, (post, message, stepContext) => post.FeaturesExtracted(message, stepContext),
            context.CancellationToken);
}

public sealed class ImageFeaturesExtractedConsumerDefinition : GatewayConsumerDefinition<ImageFeaturesExtractedConsumer>;
