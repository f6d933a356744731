using Engram.Ocr.Paddle;
using Engram.Ocr.Tesseract;

namespace Engram.Ocr;

/// <summary>Creates the engine named in the options.</summary>
public static class TextRecognizers
{
    /// <exception cref="Imaging.EngineException">The engine's library or models are missing; the message says which.</exception>
    public static ITextRecognizer Create(OcrOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Engine == OcrEngine.Tesseract ? new TesseractTextRecognizer(options) : new PaddleTextRecognizer(options);
    }
}
