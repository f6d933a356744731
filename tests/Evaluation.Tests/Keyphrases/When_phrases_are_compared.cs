using Engram.Evaluation.Keyphrases;

namespace Engram.Evaluation.Tests.Keyphrases;

/// <summary><see cref="StemmedPhrases"/>.</summary>
public sealed class When_phrases_are_compared
{
    [Fact]
    public void Should_let_phrases_of_the_same_stems_meet() =>
        Assert.Equal(["happi cat", "dog"], StemmedPhrases.OfPredictions(["happy cats", " Happy Cat", "dogs", "dog"]));

    [Fact]
    public void Should_keep_the_first_of_equal_predictions_in_its_rank() =>
        Assert.Equal(["b", "new_york", "a"], StemmedPhrases.OfPredictions(["b", "New_York", "a", "new york", "b"]));

    [Theory]
    [InlineData("<unk>")]
    [InlineData("<unk> dog")]
    [InlineData("a , b")]
    [InlineData("st . louis")]
    public void Should_drop_predictions_with_an_unknown_word_or_a_stop(string phrase)
    {
        Assert.Equal(["dog"], StemmedPhrases.OfPredictions([phrase, "dog"]));
        Assert.Equal(2, StemmedPhrases.OfTargets([phrase, "dog"]).Count);
    }

    [Fact]
    public void Should_keep_stops_inside_words() => Assert.Equal(["a,b", "u.s."], StemmedPhrases.OfPredictions(["a,b", "u.s."]));

    [Fact]
    public void Should_count_an_empty_phrase_once_as_a_prediction() =>
        Assert.Equal(["dog", ""], StemmedPhrases.OfPredictions(["dog", "", " ", ""]));
}
