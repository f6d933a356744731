using System.Globalization;
using Engram.Imaging;

namespace Engram.Ocr;

/// <summary>Reads the text in a picture file: decodes, recognizes and applies the limits. Thread-safe.</summary>
public sealed class PictureReader(PictureDecoder decoder, ITextRecognizer recognizer, OcrOptions options)
{
    /// <summary>Engine and version.</summary>
    public string Engine => recognizer.Engine;

    /// <summary>Languages of the second reader; empty if there is none.</summary>
    public IReadOnlyList<string> SecondReaderLanguages => recognizer.SecondReaderLanguages;

    /// <summary>Networks that run as they were exported, which is slower: each with the reason.</summary>
    public IReadOnlyList<string> NotRewritten => recognizer.NotRewritten;

    /// <summary>Name that readings are cached under: the engine and every setting that affects them.</summary>
    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{recognizer.Engine};pixels={options.MaxPicturePixels};glance={options.GlanceSidePixels};detect={options.DetectionSidePixels};" +
        $"boxes={options.MaxBoxes};" +
        $"line={options.MinLineConfidence};word={options.MinWordConfidence};lines={options.MaxLines};characters={options.MaxCharacters};" +
        $"second={string.Join('+', recognizer.SecondReaderLanguages)};doubtful={options.DoubtfulLineConfidence};" +
        $"certain={options.MinSecondReaderConfidence};seconds={options.MaxSecondReaderLines};time={options.MaxReadingTime.TotalSeconds}");

    /// <exception cref="PictureRejectedException">The bytes are not a picture, or the picture is damaged or over a limit.</exception>
    public RecognizedText Read(byte[] picture) =>
        recognizer.Read(decoder.DecodeForReading(picture, options.MaxPicturePixels)).Take(options.MaxLines, options.MaxCharacters);
}
