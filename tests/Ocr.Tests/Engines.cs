namespace Engram.Ocr.Tests;

/// <summary>Both engines, loaded once for all tests.</summary>
public sealed class Engines : IDisposable
{
    // Generous, so that a busy machine does not change what the engines read.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<OcrEngine, ITextRecognizer> _engines =
        Enum.GetValues<OcrEngine>().ToDictionary(
            engine => engine, engine => TextRecognizers.Create(new OcrOptions { Engine = engine, MaxReadingTime = Patience }));

    public ITextRecognizer this[OcrEngine engine] => _engines[engine];

    public void Dispose()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
    }
}
