using System.Globalization;
using Engram.Imaging;

namespace Engram.Ocr;

/// <summary>Reads the text in a picture file: decode, recognize, keep to the limits. Safe to use from several threads.</summary>
public sealed class PictureReader(PictureDecoder decoder, ITextRecognizer recognizer, OcrOptions options)
{
    /// <summary>Engine and version.</summary>
    public string Engine => recognizer.Engine;

    /// <summary>Name under which readings are kept: the engine and every setting that changes what it reads.</summary>
    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{recognizer.Engine};side={options.MaxPictureSidePixels};detect={options.DetectionSidePixels};line={options.MinLineConfidence};word={options.MinWordConfidence};lines={options.MaxLines};characters={options.MaxCharacters}");

    /// <exception cref="PictureRejectedException">The bytes are no picture, one over a limit, or damaged.</exception>
    public RecognizedText Read(byte[] picture) =>
        recognizer.Read(decoder.DecodeToFit(picture, options.MaxPictureSidePixels)).Take(options.MaxLines, options.MaxCharacters);
}
