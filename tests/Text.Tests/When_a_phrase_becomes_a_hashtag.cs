namespace Engram.Text.Tests;

public sealed class When_a_phrase_becomes_a_hashtag
{
    [Theory]
    [InlineData("spn family", "#SpnFamily")]
    [InlineData("it's a co-op", "#ItsACoOp")]
    [InlineData("éclair 24", "#Éclair24")]
    [InlineData("2019", "")]
    [InlineData("!?", "")]
    [InlineData("", "")]
    public void Should_capitalise_and_join_its_words(string phrase, string hashtag) => Assert.Equal(hashtag, Hashtag.FromPhrase(phrase));
}
