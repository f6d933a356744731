using Engram.Ocr.Paddle;

namespace Engram.Ocr.Tests;

/// <summary><see cref="CtcDecoder"/> with the classes 0 blank, 1 a, 2 b, 3 space.</summary>
public class When_steps_are_decoded
{
    private static readonly CtcDecoder Decoder = new(["a", "b"]);

    [Theory]
    [InlineData("", "")]
    [InlineData("00", "")]
    [InlineData("1", "a")]
    [InlineData("112", "ab")]
    [InlineData("11011", "aa")]
    [InlineData("0102010", "aba")]
    [InlineData("132", "a b")]
    [InlineData("10302", "a b")]
    [InlineData("3133", "a")]
    public void Should_merge_repeats_drop_blanks_and_keep_spaces_between(string winners, string text) =>
        Assert.Equal(text, Decoder.Decode([.. winners.SelectMany(winner => Step(winner - '0', 0.9f))]).Text);

    [Theory]
    [InlineData(0.04f, "ab")]
    [InlineData(0.06f, "a b")]
    public void Should_put_a_space_where_the_model_hesitated(float space, string text) =>
        Assert.Equal(text, Decoder.Decode([.. Step(1, 0.9f), .. Step(0, 0.9f), 0.9f, 0, 0, space, .. Step(2, 0.9f)]).Text);

    [Fact]
    public void Should_put_no_space_for_a_hesitation_before_the_first_character_or_after_the_last() =>
        Assert.Equal("ab", Decoder.Decode([0.9f, 0, 0, 0.1f, .. Step(1, 0.9f), .. Step(2, 0.9f), 0.9f, 0, 0, 0.1f]).Text);

    [Fact]
    public void Should_take_the_mean_probability_of_the_characters_for_confidence()
    {
        Assert.Equal(0.7f, Decoder.Decode([.. Step(1, 0.8f), .. Step(0, 0.99f), .. Step(2, 0.6f)]).Confidence, 5);
        Assert.Equal(0, Decoder.Decode([.. Step(0, 0.99f)]).Confidence);
    }

    private static float[] Step(int winner, float probability)
    {
        var step = new float[4];
        step[winner] = probability;
        return step;
    }
}
