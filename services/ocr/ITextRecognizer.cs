using Engram.Imaging;

namespace Engram.Ocr;

/// <summary>An engine that reads the text in a picture. Thread-safe.</summary>
public interface ITextRecognizer : IDisposable
{
    /// <summary>Name and version, for example <c>paddle/pp-ocrv4</c>.</summary>
    string Engine { get; }

    /// <summary>Languages in which Tesseract reads the lines that this engine doubts; empty: there is no second reader.</summary>
    IReadOnlyList<string> SecondReaderLanguages { get; }

    /// <summary>Networks that run as they were exported, which is slower: each with the reason.</summary>
    IReadOnlyList<string> NotRewritten { get; }

    /// <summary>Reads all lines; boxes are in pixels of the upright original.</summary>
    /// <exception cref="PictureRejectedException">Reading takes longer than allowed.</exception>
    RecognizedText Read(RgbPicture picture);
}
