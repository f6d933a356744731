using Engram.Contracts.Images;

namespace Engram.Ocr.Tests;

public class When_lines_are_too_many
{
    private static readonly RecognizedText Text = new([Line("first"), Line("second"), Line("th\U0001F600rd")]);

    [Theory]
    [InlineData(3, 100, "first second th\U0001F600rd")]
    [InlineData(2, 100, "first second")]
    [InlineData(3, 12, "first second")]
    [InlineData(3, 10, "first seco")]
    [InlineData(3, 5, "first")]
    [InlineData(3, 16, "first second th")]
    public void Should_keep_the_first_and_stay_within_both_limits(int lines, int characters, string text)
    {
        var kept = Text.Take(lines, characters).Text;
        Assert.Equal(text, kept);
        Assert.True(kept.Length <= characters);
    }

    private static RecognizedLine Line(string text) => new() { Text = text, Confidence = 1, Box = [0, 0, 1, 0, 1, 1, 0, 1] };
}
