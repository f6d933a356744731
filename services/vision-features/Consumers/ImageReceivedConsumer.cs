using Engram.Contracts.Images;
using Engram.Hosting;
using Engram.Imaging;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.VisionFeatures.Consumers;

public sealed class ImageReceivedConsumer(PictureReader reader, VisionMetrics metrics, ILogger<ImageReceivedConsumer> logger)
    : IConsumer<ImageReceived>
{
    public async Task Consume(ConsumeContext<ImageReceived> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var image = context.Message;
        try
        {
            if (await reader.ReadAsync(image.PictureSha256, context.CancellationToken) is { } reading)
            {
                await context.AnswerAsync(Extracted(image, reading));
                return;
            }

            metrics.PictureDone("gone");
            Log.PictureGone(logger, image.PostId);
        }
        catch (PictureRejectedException e)
        {
            metrics.PictureRejected(e.Code);
            Log.PictureRefused(logger, image.PostId, e.Code);
            await context.AnswerAsync(Rejected(image, e));
        }
    }

    private ImageFeaturesExtracted Extracted(ImageReceived image, PictureReading reading) => new()
    {
        PostId = image.PostId,
        Grid = new FeatureGrid
        {
            PictureSha256 = image.PictureSha256,
            Model = reader.Name,
            Regions = ExtractedFeatures.Regions,
            Channels = reading.Channels,
        },
        Objects = reading.Objects,
        Attributes = reading.Attributes,
        AttributeModel = reading.AttributeModel,
    };

    private static ImageRejected Rejected(ImageReceived image, PictureRejectedException reason) => new()
    {
        PostId = image.PostId,
        PictureSha256 = image.PictureSha256,
        Reader = ImageReader.VisionFeatures,
        Code = reason.Code,
        Reason = reason.Reason,
    };
}

/// <summary>Has its own queue, because ocr consumes the same messages.</summary>
public sealed class ImageReceivedConsumerDefinition : ConsumerDefinition<ImageReceivedConsumer>
{
    public ImageReceivedConsumerDefinition(IOptions<VisionFeaturesOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EndpointName = "vision-features-image-received";
        ConcurrentMessageLimit = options.Value.ConcurrentPictures;
    }
}
