using Engram.Evaluation;
using Engram.Imaging;

namespace Engram.Ocr.Tests;

/// <summary>PP-OCR on receipts, screenshots and banners.</summary>
public sealed class When_pictures_are_long_or_dense(Engines engines)
{
    private readonly PictureReader _reader = new(new PictureDecoder(new ImagingOptions()), engines[OcrEngine.Paddle], new OcrOptions());

    [Fact]
    public void Should_read_the_rows_of_receipts() => ShouldRecall(0.88, Enumerable.Range(1, 10).Select(MadePictures.Receipt));

    [Fact]
    public void Should_read_tall_screenshots() => ShouldRecall(0.97, Enumerable.Range(1, 2).Select(MadePictures.TallScreenshot));

    [Fact]
    public void Should_read_wide_strips() => ShouldRecall(0.95, Enumerable.Range(1, 5).Select(MadePictures.Strip));

    [Fact]
    public void Should_say_that_text_may_be_too_small_in_a_picture_that_was_shrunk()
    {
        Assert.SkipUnless(PrintedPicture.HasFonts, PrintedPicture.NoFonts);
        var options = new OcrOptions { MaxPicturePixels = 150_000 };
        var reader = new PictureReader(new PictureDecoder(new ImagingOptions()), engines[OcrEngine.Paddle], options);
        var cut = reader.Read(MadePictures.TallScreenshot(seed: 1).File).Cut;
        Assert.Equal("too-small", cut?.Code);
        Assert.Contains("Ocr__MaxPicturePixels", cut!.Reason, StringComparison.Ordinal);
    }

    private void ShouldRecall(double least, IEnumerable<(byte[] File, string Text)> pictures)
    {
        Assert.SkipUnless(PrintedPicture.HasFonts, PrintedPicture.NoFonts);
        var words = default(WordMatches);
        foreach (var (file, text) in pictures)
        {
            var read = _reader.Read(file);
            Assert.Null(read.Cut);
            words += TextErrors.Words(text, read.Text);
        }

        Assert.InRange(words.Recall, least, 1);
        Assert.InRange(words.Precision, least, 1);
    }
}
