using Engram.Imaging;
using Engram.TestKit;

namespace Engram.Ocr.Tests;

/// <summary>Errors of <see cref="TextRecognizers"/> about missing models.</summary>
public sealed class When_an_engine_is_not_installed : IDisposable
{
    private readonly TemporaryFolder _directory = new();

    [Theory]
    [InlineData(OcrEngine.Paddle, "detection.onnx")]
    [InlineData(OcrEngine.Tesseract, "eng.traineddata")]
    public void Should_name_the_missing_file_and_the_cure(OcrEngine engine, string file)
    {
        var options = new OcrOptions { Engine = engine, PaddleModelDirectory = _directory.Path, TesseractDataDirectory = _directory.Path };
        var message = Assert.Throws<EngineException>(() => TextRecognizers.Create(options)).Message;
        Assert.Contains(_directory.In(file), message, StringComparison.Ordinal);
        Assert.Contains(engine == OcrEngine.Paddle ? "npm ci" : "apt-get install tesseract-ocr-eng", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_a_missing_language_of_the_second_reader()
    {
        var options = new OcrOptions { SecondReaderLanguages = "eng+xyz" };
        var message = Assert.Throws<EngineException>(() => TextRecognizers.Create(options)).Message;
        Assert.Contains("xyz.traineddata", message, StringComparison.Ordinal);
        Assert.Contains("apt-get install tesseract-ocr-xyz", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detection.onnx")]
    [InlineData("recognition.onnx")]
    public void Should_name_a_damaged_model(string damaged)
    {
        foreach (var file in Directory.GetFiles(new OcrOptions().PaddleModelDirectory))
            File.Copy(file, _directory.In(Path.GetFileName(file)));
        File.WriteAllBytes(_directory.In(damaged), [1, 2, 3]);
        var message = Assert.Throws<EngineException>(
            () => TextRecognizers.Create(new OcrOptions { PaddleModelDirectory = _directory.Path })).Message;
        Assert.Contains(damaged, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_characters_that_do_not_fit_the_model()
    {
        foreach (var file in Directory.GetFiles(new OcrOptions().PaddleModelDirectory))
            File.Copy(file, _directory.In(Path.GetFileName(file)));
        File.WriteAllText(_directory.In("characters.txt"), "a\nb\n");
        var message = Assert.Throws<EngineException>(
            () => TextRecognizers.Create(new OcrOptions { PaddleModelDirectory = _directory.Path })).Message;
        Assert.Contains("expected [1, steps, 4], got [1, ", message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();
}
