namespace Engram.Text.Tests;

public sealed class When_a_hashtag_is_found
{
    [Theory]
    [InlineData("#SPNFamily", "spn family")]
    [InlineData("#WildflowerHour", "wildflower hour")]
    [InlineData("#CWC19", "cwc 19")]
    [InlineData("#not_one", "not one")]
    [InlineData("#WWG1WGA", "wwg 1 wga")]
    [InlineData("#wildflowerhour", "wildflower hour")]
    [InlineData("#superbowl2019", "super bowl 2019")]
    [InlineData("#ilovenewyork", "i love new york")]
    [InlineData("#amazing", "amazing")]
    [InlineData("#zqxv", "zqxv")]
    [InlineData("#f1", "f1")]
    [InlineData("#2019election", "2019 election")]
    [InlineData("＃東京", "東京")]
    public void Should_tell_its_words_apart(string hashtag, string words) => Assert.Equal(words, string.Join(' ', Hashtag.Words(hashtag)));

    // Source of the rules: twitter-text.
    [Theory]
    [InlineData("#tag, more", "#tag")]
    [InlineData("#tag_1!", "#tag_1")]
    [InlineData("#2019tag", "#2019tag")]
    [InlineData("#été's", "#été")]
    [InlineData("＃日本語タグ。", "＃日本語タグ")]
    [InlineData("#می\u200Cخواهم", "#می\u200Cخواهم")]
    [InlineData("#स्वतंत्रता", "#स्वतंत्रता")]
    [InlineData("#col·lega", "#col·lega")]
    [InlineData("#2019", "")]
    [InlineData("#_1", "")]
    [InlineData("# tag", "")]
    [InlineData("#tag#more", "")]
    [InlineData("#tag://more", "")]
    [InlineData("tag", "")]
    [InlineData("", "")]
    public void Should_hold_letters_marks_digits_underscore_and_joiners(string text, string hashtag) =>
        Assert.Equal(hashtag, text[..Hashtag.Length(text)]);

    [Theory]
    [InlineData("a#tag &#tag", "a # tag & # tag")]
    [InlineData("(#TagOne) \"#TagTwo\"", "( tag one ) \" tag two \"")]
    public void Should_not_be_found_inside_a_word_or_an_entity(string tweet, string tokens) =>
        Assert.Equal(tokens, TweetNormalizer.Normalize(tweet));

    [Fact]
    public void Should_split_the_papers_keyphrases_as_the_data_does()
    {
        var file = TestKit.Repository.FindEvaluationData("cmkp", "dev_src.txt");
        Assert.SkipWhen(file is null, TestKit.Repository.NoEvaluationData);
        var phrases = File.ReadLines(file!).SelectMany(line => line.Split("<sep>")[1].Split(';')).Distinct().ToList();

        var same = phrases.Count(
            phrase => string.Join(' ', Hashtag.Words("#" + phrase.Replace(" ", "", StringComparison.Ordinal))) == phrase);

        Assert.InRange(same / (double)phrases.Count, FewestSplitAlike, 1);
    }

    private const double FewestSplitAlike = 0.86;
}
