using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;

namespace Engram.Gateway.Tests;

/// <summary>Replies that the other services would send.</summary>
public static class Answers
{
    public const string Model = "tagger/1";

    public static KeyphrasesPredicted To(PredictKeyphrases command, string phrase = "spn family")
    {
        ArgumentNullException.ThrowIfNull(command);
        return new KeyphrasesPredicted
        {
            CommandId = command.CommandId,
            PostId = command.PostId,
            Model = Model,
            Keyphrases =
                [new Keyphrase { Phrase = phrase, Hashtag = "#SpnFamily", Score = 0.5f, Source = KeyphraseSource.CopiedFromPost,
                    Words = [new AttendedWord { Word = "spn", Weight = 0.7f, IsFromPicture = false }] }],
            Attention =
                new PostAttention { Words = [new AttendedWord { Word = "open", Weight = 0.4f, IsFromPicture = true }],
                    Regions = [0.25f, 0.75f] },
        };
    }

    public static ImageTextRecognized TextOf(ImageReceived image, string text = "OPEN DAILY")
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageTextRecognized
        {
            PostId = image.PostId,
            PictureSha256 = image.PictureSha256,
            Engine = "paddle/pp-ocrv4",
            Text = text,
            Lines = [new RecognizedLine { Text = text, Confidence = 0.9f, Box = [0, 0, 9, 0, 9, 3, 0, 3] }],
        };
    }

    public static ImageFeaturesExtracted FeaturesOf(ImageReceived image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageFeaturesExtracted
        {
            PostId = image.PostId,
            Grid = new FeatureGrid { PictureSha256 = image.PictureSha256, Model = "ssd-mobilenet-v2/1", Regions = 49, Channels = 1280 },
            Objects = [new DetectedObject { Label = "cat", Score = 0.8f, Box = [0, 0, 1, 1] }],
            Attributes = ["cat", "sofa"],
            AttributeModel = "attributes/1",
        };
    }

    public static ImageRejected RejectionOf(ImageReceived image, ImageReader reader, string code = "not-a-picture")
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageRejected { PostId = image.PostId, PictureSha256 = image.PictureSha256, Reader = reader, Code = code,
            Reason = $"The {reader} reader can't read it." };
    }
}
