using Engram.Blobs;
using Engram.Contracts.Images;
using Engram.Hosting;
using Engram.Imaging;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Ocr.Consumers;

/// <summary>Answers each picture with its text, or with the reason why it can't be read. A picture is read only once.</summary>
public sealed class ImageReceivedConsumer(
    PictureReader reader, IBlobStore blobs, OcrMetrics meters, TimeProvider clock,
    ILogger<ImageReceivedConsumer> logger) : IConsumer<ImageReceived>
{
    public async Task Consume(ConsumeContext<ImageReceived> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (message, cancellation) = (context.Message, context.CancellationToken);
        try
        {
            if (await FindOrReadAsync(message, cancellation) is { } text)
                await context.AnswerAsync(Recognized(message, text));
        }
        catch (PictureRejectedException rejected)
        {
            meters.PictureRejected(rejected.Code);
            Log.PictureRejected(logger, message.PostId, message.PictureSha256, rejected.Code);
            await context.AnswerAsync(Rejected(message, rejected));
        }
    }

    /// <summary>Returns the picture's text, or null if the picture was deleted with its post.</summary>
    private async Task<RecognizedText?> FindOrReadAsync(ImageReceived message, CancellationToken cancellation)
    {
        if (await blobs.FindReadingAsync<RecognizedText>(message.PictureSha256, reader.Name, cancellation) is { } known)
        {
            meters.PictureKnown();
            Log.PictureKnown(logger, message.PostId, message.PictureSha256);
            return known;
        }

        if (await blobs.FindAsync(message.PictureSha256, cancellation) is not { } picture)
        {
            meters.PictureGone();
            Log.PictureGone(logger, message.PostId, message.PictureSha256);
            return null;
        }

        var started = clock.GetTimestamp();
        var text = reader.Read(picture);
        var duration = clock.GetElapsedTime(started);
        meters.PictureRead(duration);
        Log.PictureRead(logger, message.PostId, text.Lines.Count, message.PictureSha256, duration.TotalMilliseconds);
        await blobs.KeepReadingAsync(message.PictureSha256, reader.Name, text, features: null, cancellation);
        return text;
    }

    private ImageTextRecognized Recognized(ImageReceived message, RecognizedText text) => new()
    {
        PostId = message.PostId,
        PictureSha256 = message.PictureSha256,
        Engine = reader.Engine,
        Lines = text.Lines,
        Text = text.Text,
        Cut = text.Cut,
        UnreadLines = text.UnreadLines,
    };

    private static ImageRejected Rejected(ImageReceived message, PictureRejectedException rejected) => new()
    {
        PostId = message.PostId,
        PictureSha256 = message.PictureSha256,
        Reader = ImageReader.Ocr,
        Code = rejected.Code,
        Reason = rejected.Reason,
    };
}

/// <summary>Has its own queue: vision-features consumes the same messages, and two services on one queue would split them.</summary>
public sealed class ImageReceivedConsumerDefinition : ConsumerDefinition<ImageReceivedConsumer>
{
    public const string Queue = "ocr-image-received";

    public ImageReceivedConsumerDefinition(IOptions<OcrOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EndpointName = Queue;
        ConcurrentMessageLimit = options.Value.ConcurrentPictures;
    }
}
