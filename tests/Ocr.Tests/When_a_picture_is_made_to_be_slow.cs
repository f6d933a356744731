using Engram.Imaging;

namespace Engram.Ocr.Tests;

/// <summary>Limits of the OCR engines on boxes and time.</summary>
public sealed class When_a_picture_is_made_to_be_slow
{
    [Fact]
    public void Should_read_only_so_many_boxes_and_say_so()
    {
        var words = from row in Enumerable.Range(0, 6) from column in Enumerable.Range(0, 4) select new WrittenLine(
            "TEA", 40 + (150 * column), 30 + (90 * row), 24);
        var picture = WrittenPicture.Draw(640, 600, [.. words]);
        var all = ReadWith(maxBoxes: 600);
        Assert.InRange(all.Lines.Count, 21, 24);
        Assert.Null(all.Cut);
        var some = ReadWith(maxBoxes: 3);
        Assert.Equal((3, "too-many-boxes"), (some.Lines.Count, some.Cut?.Code));
        Assert.EndsWith("places look like text; the largest 3 were read (Ocr__MaxBoxes).", some.Cut!.Reason, StringComparison.Ordinal);

        RecognizedText ReadWith(int maxBoxes)
        {
            using var engine = TextRecognizers.Create(new OcrOptions { MaxBoxes = maxBoxes });
            return engine.Read(picture);
        }
    }

    [Fact]
    public void Should_pass_on_what_was_read_when_the_time_is_over()
    {
        var words = from row in Enumerable.Range(0, 24) from column in Enumerable.Range(0, 16) select new WrittenLine(
            "TEA", 40 + (120 * column), 30 + (80 * row), 24);
        using var engine = TextRecognizers.Create(
            new OcrOptions { MaxReadingTime = TimeSpan.FromSeconds(2), SecondReaderLanguages = "none" });
        var read = engine.Read(WrittenPicture.Draw(2000, 2000, [.. words]));
        Assert.Equal("too-slow", read.Cut?.Code);
        Assert.EndsWith("(Ocr__MaxReadingTime).", read.Cut!.Reason, StringComparison.Ordinal);
        Assert.InRange(read.Lines.Count, 0, 383);
        Assert.Null(engine.Read(WrittenPicture.Draw(200, 80, new WrittenLine("TEA", 40, 25))).Cut);
    }

    [Fact]
    public void Should_reject_what_takes_Tesseract_too_long_and_go_on()
    {
        var noise = new byte[3000 * 3000 * 3];
        new Random(1).NextBytes(noise);
        using var engine = TextRecognizers.Create(
            new OcrOptions { Engine = OcrEngine.Tesseract, MaxReadingTime = TimeSpan.FromSeconds(3) });
        var rejected = Assert.Throws<PictureRejectedException>(() => engine.Read(new RgbPicture(3000, 3000, noise, 3000, 3000)));
        Assert.Equal(PictureRejections.TooSlow, rejected.Code);
        Assert.Equal("TEA", engine.Read(WrittenPicture.Draw(200, 80, new WrittenLine("TEA", 40, 25))).Text);
    }
}
