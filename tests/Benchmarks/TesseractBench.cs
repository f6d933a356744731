using Engram.Imaging;
using Engram.Ocr;
using Engram.Ocr.Tesseract;

namespace Engram.Benchmarks;

/// <summary>Text lines of pictures by Tesseract, including picture decoding. Limit: Tesseract on decoded pixels.</summary>
internal sealed class TesseractBench : IStageBench
{
    private readonly byte[][] _pictures = Samples.Pictures();
    private readonly OcrOptions _options = new() { Engine = OcrEngine.Tesseract };
    private RgbPicture[] _decoded = [];
    private PictureReader? _reader;
    private ITextRecognizer? _recognizer;
    private TesseractEngine? _engine;

    public string Stage => "ocr-tesseract";

    public string Unit => "pictures";

    public string Limit => "Tesseract alone";

    public Task<string?> PrepareAsync()
    {
        var decoder = new PictureDecoder(new ImagingOptions());
        _recognizer = TextRecognizers.Create(_options);
        _reader = new PictureReader(decoder, _recognizer, _options);
        _engine = new TesseractEngine(_options.TesseractDataDirectory, TesseractLanguages.English, PageLayout.SparseText);
        _decoded = [.. _pictures.Select(picture => decoder.DecodeForReading(picture, _options.MaxPicturePixels))];
        return Task.FromResult<string?>(null);
    }

    public Task<int> RunOursAsync()
    {
        foreach (var picture in _pictures)
            _reader!.Read(picture);
        return Task.FromResult(_pictures.Length);
    }

    public Task<int> RunLimitAsync()
    {
        foreach (var picture in _decoded)
            _engine!.TryRead(picture, ReadingTime.Start(_options.MaxReadingTime));
        return Task.FromResult(_pictures.Length);
    }

    public ValueTask DisposeAsync()
    {
        _recognizer?.Dispose();
        _engine?.Dispose();
        return ValueTask.CompletedTask;
    }
}
