using System.Collections.Concurrent;
using System.Numerics;
using Engram.Contracts.Images;
using Engram.Imaging;

namespace Engram.Ocr.Tesseract;

/// <summary>Tesseract 5: an engine for each thread that reads at the same time, kept for the next picture.</summary>
internal sealed class TesseractTextRecognizer : ITextRecognizer
{
    private readonly ConcurrentBag<TesseractEngine> _idle = [];
    private readonly string _dataDirectory;
    private readonly float _minConfidence;
    private readonly TimeSpan _maxReadingTime;

    /// <exception cref="EngineException">The library or its model is missing.</exception>
    public TesseractTextRecognizer(OcrOptions options)
    {
        _dataDirectory = options.TesseractDataDirectory;
        _minConfidence = options.MinWordConfidence;
        _maxReadingTime = options.MaxReadingTime;
        _idle.Add(new TesseractEngine(_dataDirectory));
        Engine = $"tesseract/{TesseractEngine.Version}";
    }

    public string Engine { get; }

    public RecognizedText Read(RgbPicture picture)
    {
        if (!_idle.TryTake(out var engine))
            engine = new TesseractEngine(_dataDirectory);
        List<TesseractWord> words;
        try
        {
            words = engine.Read(picture, _maxReadingTime);
        }
        finally
        {
            _idle.Add(engine);
        }

        var toOriginal = new Vector2((float)picture.UprightWidth / picture.Width, (float)picture.UprightHeight / picture.Height);
        return new RecognizedText([.. SplitLines(words)
            .Select(line => line.Where(word => word.Text.Length > 0 && word.Confidence >= _minConfidence).ToList())
            .Where(line => line.Count > 0)
            .Select(line => ToLine(line, toOriginal))]);
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var engine))
            engine.Dispose();
    }

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
