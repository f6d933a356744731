using Engram.Imaging;
using Engram.Ocr.Paddle;
using Engram.TestKit;

namespace Engram.Ocr.Tests;

/// <summary>Both OCR engines on pictures without text.</summary>
public sealed class When_a_picture_holds_no_text(Engines engines)
{
    [Theory]
    [InlineData(OcrEngine.Paddle, 300, 200)]
    [InlineData(OcrEngine.Paddle, 1, 1)]
    [InlineData(OcrEngine.Paddle, 2000, 1)]
    [InlineData(OcrEngine.Paddle, 1, 2000)]
    [InlineData(OcrEngine.Tesseract, 300, 200)]
    [InlineData(OcrEngine.Tesseract, 1, 1)]
    [InlineData(OcrEngine.Tesseract, 2000, 1)]
    [InlineData(OcrEngine.Tesseract, 1, 2000)]
    public void Should_read_nothing_in_a_blank_one(OcrEngine engine, int width, int height)
    {
        var read = engines[engine].Read(WrittenPicture.Draw(width, height));
        Assert.Empty(read.Lines);
        Assert.Equal("", read.Text);
    }

    [Fact]
    public void Should_read_nothing_in_photographs()
    {
        var data = Repository.FindEvaluationData("ocr");
        Assert.SkipWhen(data is null, Repository.NoEvaluationData);
        var decoder = new PictureDecoder(new ImagingOptions());
        var photographs = Directory.GetFiles(data!, "notext*");
        Assert.NotEmpty(photographs);
        var decoded = photographs.Select(file => decoder.DecodeForReading(File.ReadAllBytes(file), 8_000_000));
        Assert.All(decoded, picture => Assert.Empty(engines[OcrEngine.Paddle].Read(picture).Lines));
    }

    [Theory]
    [InlineData(0, "platform")]
    [InlineData(320, "")]
    public void Should_be_spared_a_closer_look_if_it_is_a_photograph_with_no_more_than_small_print(int glance, string text)
    {
        Assert.SkipUnless(PrintedPicture.HasFonts, PrintedPicture.NoFonts);
        using var recognizer = new PaddleTextRecognizer(new OcrOptions { GlanceSidePixels = glance, SecondReaderLanguages = "none" });
        Assert.Equal(text, Read(recognizer, MadePictures.SmallPrint("platform", isPhotograph: true)));
        Assert.Equal("platform", Read(recognizer, MadePictures.SmallPrint("platform", isPhotograph: false)));
    }

    private static string Read(PaddleTextRecognizer recognizer, byte[] file) =>
        recognizer.Read(new PictureDecoder(new ImagingOptions()).DecodeForReading(file, 8_000_000)).Text;
}
