using System.Numerics;
using Engram.Contracts.Images;
using Engram.Imaging;

namespace Engram.Ocr.Tesseract;

/// <summary>Reads whole pictures in English with Tesseract 5.</summary>
internal sealed class TesseractTextRecognizer : ITextRecognizer
{
    private readonly TesseractEngines _engines;
    private readonly OcrOptions _options;

    /// <exception cref="EngineException">The library or its model is missing.</exception>
    public TesseractTextRecognizer(OcrOptions options)
    {
        _options = options;
        _engines = new TesseractEngines(options, TesseractLanguages.English, PageLayout.SparseText);
        Engine = $"tesseract/{TesseractEngine.Version}";
    }

    public string Engine { get; }

    public IReadOnlyList<string> SecondReaderLanguages => [];

    public IReadOnlyList<string> NotRewritten => [];

    public RecognizedText Read(RgbPicture picture)
    {
        var words = _engines.TryRead(picture, ReadingTime.Start(_options.MaxReadingTime)) ?? throw new PictureRejectedException(
            PictureRejections.TooSlow,
            $"The picture can't be read within {_options.MaxReadingTime.TotalSeconds} s: it has too much fine detail. " +
            "Send a simpler or smaller one.");
        var toOriginal = new Vector2((float)picture.UprightWidth / picture.Width, (float)picture.UprightHeight / picture.Height);
        return new RecognizedText([.. SplitLines(words)
            .Select(line => line.Where(word => word.Text.Length > 0 && word.Confidence >= _options.MinWordConfidence).ToList())
            .Where(line => line.Count > 0)
            .Select(line => ToLine(line, toOriginal))]);
    }

    public void Dispose() => _engines.Dispose();

    private static List<List<TesseractWord>> SplitLines(List<TesseractWord> words)
    {
        var lines = new List<List<TesseractWord>>();
        foreach (var word in words)
        {
            if (word.StartsLine || lines.Count == 0)
                lines.Add([]);
            lines[^1].Add(word);
        }

        return lines;
    }

    private static RecognizedLine ToLine(List<TesseractWord> words, Vector2 toOriginal)
    {
        var topLeft = new Vector2(words.Min(word => word.Left), words.Min(word => word.Top));
        var bottomRight = new Vector2(words.Max(word => word.Right), words.Max(word => word.Bottom));
        var size = bottomRight - topLeft;
        return new RecognizedLine
        {
            Text = string.Join(' ', words.Select(word => word.Text)),
            Confidence = words.Average(word => word.Confidence),
            Box = LineBox.Corners(new RotatedRectangle((topLeft + bottomRight) / 2, size.X, size.Y, 0), toOriginal),
        };
    }
}
