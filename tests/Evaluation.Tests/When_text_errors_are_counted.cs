namespace Engram.Evaluation.Tests;

/// <summary><see cref="TextErrors"/>.</summary>
public class When_text_errors_are_counted
{
    [Theory]
    [InlineData("", "", 0, 0)]
    [InlineData("kitten", "kitten", 0, 6)]
    [InlineData("kitten", "sitting", 3, 6)]
    [InlineData("kitten", "", 6, 6)]
    [InlineData("", "noise", 5, 0)]
    [InlineData("Kitten.", "kitten", 2, 7)]
    [InlineData("two  words\n", " two words", 0, 9)]
    [InlineData("two words", "twowords", 1, 9)]
    [InlineData("a\U0001F600b", "a\U0001F601b", 1, 3)]
    public void Should_count_insertions_deletions_and_substitutions(string reference, string recognized, int errors, int characters) =>
        Assert.Equal(new CharacterErrors(errors, characters), TextErrors.Characters(reference, recognized));

    [Fact]
    public void Should_add_up_over_characters_not_over_texts()
    {
        var sum = TextErrors.Characters("abcdefgh", "abcdefgh") + TextErrors.Characters("ab", "xy");
        Assert.Equal(0.2, sum.Rate);
    }

    [Fact]
    public void Should_call_everything_an_error_where_nothing_stands()
    {
        Assert.Equal(1, TextErrors.Characters("", "noise").Rate);
        Assert.Equal(0, TextErrors.Characters("", "").Rate);
    }

    [Theory]
    [InlineData("the cat and the dog", "the dog", 2, 5, 2)]
    [InlineData("the cat", "the the the", 1, 2, 3)]
    [InlineData("the the cat", "the the the", 2, 3, 3)]
    [InlineData("Don't STOP!", "dont stop -", 2, 2, 2)]
    [InlineData("", "noise", 0, 0, 1)]
    [InlineData("signal", "", 0, 1, 0)]
    public void Should_match_words_one_for_one(string reference, string recognized, int matched, int expected, int found) =>
        Assert.Equal(new WordMatches(matched, expected, found), TextErrors.Words(reference, recognized));

    [Fact]
    public void Should_give_recall_and_precision_of_the_sum()
    {
        var sum = TextErrors.Words("a b c d", "a b x") + TextErrors.Words("", "y");
        Assert.Equal(0.5, sum.Recall);
        Assert.Equal(0.5, sum.Precision);
        Assert.Equal((1, 1), (default(WordMatches).Recall, default(WordMatches).Precision));
    }
}
