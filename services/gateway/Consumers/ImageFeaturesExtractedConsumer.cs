using Engram.Contracts.Images;
using Engram.Gateway.Posts;
using MassTransit;

namespace Engram.Gateway.Consumers;

public sealed class ImageFeaturesExtractedConsumer(PostMail mail) : IConsumer<ImageFeaturesExtracted>
{
    public Task Consume(ConsumeContext<ImageFeaturesExtracted> context) =>
        mail.DeliverAsync(context.Message.PostId, (post, moment) => post.FeaturesExtracted(context.Message, moment), context.CancellationToken);
}

public sealed class ImageFeaturesExtractedConsumerDefinition : GatewayConsumerDefinition<ImageFeaturesExtractedConsumer>;
