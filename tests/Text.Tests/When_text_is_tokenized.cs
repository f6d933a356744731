namespace Engram.Text.Tests;

public sealed class When_text_is_tokenized
{
    [Theory]
    [InlineData("Who directed Jaws?", "who directed jaws ?")]
    [InlineData("Jaws directed_by", "jaws directed_by")]
    [InlineData("Steven Spielberg !directed_by", "steven spielberg !directed_by")]
    [InlineData("stop!now", "stop ! now")]
    [InlineData("that's co-op", "that ' s co - op")]
    [InlineData("1,000.5 or 7. or .5", "1,000.5 or 7 . or . 5")]
    [InlineData("<url> a<b <3", "<url> a < b < 3")]
    [InlineData("Cafe\u0301 CAFÉ", "café café")]
    [InlineData("猫かわ cat猫", "猫 か わ cat 猫")]
    [InlineData("👍🏽👩‍🚀!", "👍🏽 👩‍🚀 !")]
    [InlineData("a\u0000b\u200B c\td", "a b c d")]
    [InlineData(" \n ", "")]
    public void Should_split_as_documented(string text, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', Tokenizer.Tokenize(text)));

    [Fact]
    public void Should_change_nothing_when_its_tokens_are_tokenized_again()
    {
        var tokens = Tokenizer.Tokenize("Great day @ the #SPNFamily con!! 3.5k fans, <number> 👩‍🚀 it's !directed_by");

        Assert.Equal(tokens, Tokenizer.Tokenize(string.Join(' ', tokens)));
    }

    [Fact]
    public void Should_survive_text_that_is_not_valid_unicode() =>
        Assert.Equal(["a", "b"], Tokenizer.Tokenize("a \ud83d b").Where(token => token != "\ud83d"));
}
