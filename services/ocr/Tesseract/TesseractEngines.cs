using System.Collections.Concurrent;
using Engram.Imaging;

namespace Engram.Ocr.Tesseract;

/// <summary>A pool of Tesseract engines, one per thread that reads at the same time.</summary>
internal sealed class TesseractEngines : IDisposable
{
    private readonly ConcurrentBag<TesseractEngine> _idle = [];
    private readonly Func<TesseractEngine> _create;

    /// <exception cref="EngineException">The library or the model is missing.</exception>
    public TesseractEngines(OcrOptions options, string language, PageLayout layout)
    {
        _create = () => new TesseractEngine(options.TesseractDataDirectory, language, layout);
        _idle.Add(_create());
    }

    /// <summary>Reads all words, line by line, or returns null if time runs out first.</summary>
    public List<TesseractWord>? TryRead(RgbPicture picture, ReadingTime time)
    {
        if (!_idle.TryTake(out var engine))
            engine = _create();
        try
        {
            return engine.TryRead(picture, time);
        }
        finally
        {
            _idle.Add(engine);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var engine))
            engine.Dispose();
    }
}
