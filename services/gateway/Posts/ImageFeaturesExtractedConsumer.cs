using Engram.Contracts.Images;
using Engram.Gateway.Storage;
using MassTransit;

namespace Engram.Gateway.Posts;

public sealed class ImageFeaturesExtractedConsumer(PostMail mail) : IConsumer<ImageFeaturesExtracted>
{
    public Task Consume(ConsumeContext<ImageFeaturesExtracted> context) =>
        mail.DeliverAsync(
            context.Message.PostId, (post, stepContext) => post.FeaturesExtracted(context.Message, stepContext), context.CancellationToken);
}

public sealed class ImageFeaturesExtractedConsumerDefinition : GatewayConsumerDefinition<ImageFeaturesExtractedConsumer>;
