using Engram.Contracts.Images;

namespace Engram.Ocr.Tests;

/// <summary>Limits of <see cref="RecognizedText"/>.</summary>
public class When_lines_are_too_many
{
    private static readonly RecognizedText Text = new([Line("first"), Line("second"), Line("th\U0001F600rd")]);

    [Theory]
    [InlineData(3, 100, "first second th\U0001F600rd", null)]
    [InlineData(2, 100, "first second", "too-many-lines")]
    [InlineData(3, 12, "first second", "too-many-characters")]
    [InlineData(3, 10, "first seco", "too-many-characters")]
    [InlineData(3, 5, "first", "too-many-characters")]
    [InlineData(3, 16, "first second th", "too-many-characters")]
    public void Should_keep_the_first_stay_within_both_limits_and_say_which_it_was(int lines, int characters, string text, string? cut)
    {
        var kept = Text.Take(lines, characters);
        Assert.Equal((text, cut), (kept.Text, kept.Cut?.Code));
        Assert.True(kept.Text.Length <= characters);
    }

    [Fact]
    public void Should_name_the_limit_and_its_option()
    {
        Assert.Equal("3 lines were read; the first 2 are passed on (Ocr__MaxLines).", Text.Take(2, 100).Cut?.Reason);
        Assert.Equal("19 characters were read; the first 5 are passed on (Ocr__MaxCharacters).", Text.Take(3, 5).Cut?.Reason);
    }

    private static RecognizedLine Line(string text) => new() { Text = text, Confidence = 1, Box = [0, 0, 1, 0, 1, 1, 0, 1] };
}
