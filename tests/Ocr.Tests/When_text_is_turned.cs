namespace Engram.Ocr.Tests;

/// <summary>Both OCR engines on rotated text.</summary>
public sealed class When_text_is_turned(Engines engines)
{
    [Theory]
    [InlineData(12, 80, 40)]
    [InlineData(-12, 60, 190)]
    [InlineData(30, 120, 60)]
    [InlineData(90, 360, 60)]
    [InlineData(-90, 240, 540)]
    [InlineData(180, 560, 160)]
    public void Should_read_it_and_box_it_as_it_lies(float degrees, float x, float y)
    {
        var written = new WrittenLine("THE BUS IS LATE", x, y, 32, degrees);
        var line = Assert.Single(engines[OcrEngine.Paddle].Read(WrittenPicture.Draw(600, 600, written)).Lines);
        Assert.Equal("THE BUS IS LATE", line.Text);
        Boxes.ShouldSurround(line, written);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(-8)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Should_read_the_lines_of_a_turned_page_in_their_order(float degrees)
    {
        WrittenLine[] upright =
            [new("APPLE", 100, 120), new("BREAD", 360, 122), new("THE LAST LETTER", 100, 240), new("TAKE A BREAK", 100, 360)];
        var page = WrittenPicture.Draw(600, 600, [.. upright.Select(line => Turn(line, degrees))]);
        Assert.Equal("APPLE BREAD THE LAST LETTER TAKE A BREAK", engines[OcrEngine.Paddle].Read(page).Text);
    }

    /// <summary>Rotates a line about the center of a 600 x 600 page.</summary>
    private static WrittenLine Turn(WrittenLine line, float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var (x, y) = (line.X - 300, line.Y - 300);
        return line with { X = 300 + (x * cos) - (y * sin), Y = 300 + (x * sin) + (y * cos), Degrees = degrees };
    }
}
