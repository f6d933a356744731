using Engram.Contracts.Images;
using Engram.Imaging;
using Engram.Imaging.Tests;

namespace Engram.Ocr.Tests;

/// <summary>Both OCR engines on generated text.</summary>
public sealed class When_a_picture_holds_text(Engines engines)
{
    private static readonly WrittenLine First = new("MONDAY ALREADY", 40, 30), Second = new("SEND HELP AND TEA", 40, 110);

    private static readonly RgbPicture Picture = WrittenPicture.Draw(640, 200, Second, First);

    [Theory]
    [InlineData(OcrEngine.Paddle)]
    [InlineData(OcrEngine.Tesseract)]
    public void Should_read_its_lines_in_order(OcrEngine engine)
    {
        var read = engines[engine].Read(Picture);
        Assert.Equal(["MONDAY ALREADY", "SEND HELP AND TEA"], read.Lines.Select(line => line.Text));
        Assert.Equal("MONDAY ALREADY SEND HELP AND TEA", read.Text);
        Assert.All(read.Lines, line => Assert.InRange(line.Confidence, 0.6f, 1));
    }

    [Theory]
    [InlineData(OcrEngine.Paddle)]
    [InlineData(OcrEngine.Tesseract)]
    public void Should_say_where_each_line_stands(OcrEngine engine)
    {
        var lines = engines[engine].Read(Picture).Lines;
        Boxes.ShouldSurround(lines[0], First);
        Boxes.ShouldSurround(lines[1], Second);
    }

    [Theory]
    [InlineData(OcrEngine.Paddle)]
    [InlineData(OcrEngine.Tesseract)]
    public void Should_give_boxes_in_pixels_of_the_original(OcrEngine engine)
    {
        var shrunk = new RgbPicture(Picture.Width, Picture.Height, Picture.Pixels, Picture.Width * 3, Picture.Height * 2);
        var original = engines[engine].Read(Picture).Lines[1].Box;
        var scaled = engines[engine].Read(shrunk).Lines[1].Box;
        for (var i = 0; i < 8; i++)
            Assert.Equal(original[i] * (i % 2 == 0 ? 3 : 2), scaled[i], tolerance: 0.3);
    }

    [Theory]
    [InlineData(OcrEngine.Paddle)]
    [InlineData(OcrEngine.Tesseract)]
    public async Task Should_read_the_same_beside_others_as_alone(OcrEngine engine)
    {
        RgbPicture[] pictures =
            [Picture, WrittenPicture.Draw(500, 90, new WrittenLine("HELLO THERE", 30, 30)), WrittenPicture.Draw(64, 64)];
        var alone = pictures.Select(engines[engine].Read).ToArray();
        var beside = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => engines[engine].Read(pictures[i % 3]))));
        for (var i = 0; i < beside.Length; i++)
            Assert.Equal(alone[i % 3].Lines, beside[i].Lines, LinesAreEqual);
    }

    [Fact]
    public void Should_read_white_ink_on_a_transparent_ground()
    {
        var png = PngWriter.Write(Picture.Width, Picture.Height, (x, y) =>
            [255, 255, 255, (byte)(255 - Picture.Pixels[((y * Picture.Width) + x) * RgbPicture.Channels])]);
        var reader = new PictureReader(new PictureDecoder(new ImagingOptions()), engines[OcrEngine.Paddle], new OcrOptions());
        Assert.Equal("MONDAY ALREADY SEND HELP AND TEA", reader.Read(png).Text);
    }

    private static bool LinesAreEqual(RecognizedLine a, RecognizedLine b) =>
        a.Text == b.Text && a.Confidence == b.Confidence && a.Box.SequenceEqual(b.Box);
}
