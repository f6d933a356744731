using Engram.Languages;
using Engram.Text.Languages;
using Engram.Text.Posts;

namespace Engram.Text.Tests.Languages;

/// <summary><see cref="LinguaGuesser"/> and the language of <see cref="PostText"/>.</summary>
public sealed class When_the_language_of_a_post_is_asked
{
    private static readonly LinguaGuesser Guesser = new(LinguaGuesser.DefaultLanguages);

    [Theory]
    [InlineData("Heute war ich mit meinen Kindern im Zoo", "de")]
    [InlineData("El partido de anoche fue increíble", "es")]
    [InlineData("Hoje fui ao cinema com a minha irmã", "pt")]
    [InlineData("Ce soir on regarde le match avec des amis", "fr")]
    [InlineData("Сегодня мы гуляли в парке с детьми", "ru")]
    [InlineData("Great win for the team last night at the stadium", "en")]
    [InlineData("اليوم ذهبنا إلى الشاطئ مع العائلة", "ar")]
    [InlineData("새로운 카페에 다녀왔어요", "ko")]
    [InlineData("#Kinder @freund https://example.de Heute war ich mit meinen Kindern im Zoo", "de")]
    [InlineData("lol ok", null)]
    [InlineData("zqx wvut rstlne qpqp zzxxy", null)]
    [InlineData("", null)]
    public void Should_guess_it_or_leave_it_undetermined(string post, string? language) =>
        Assert.Equal(language, PostText.Read(post, null, Guesser).Language);

    [Theory]
    [InlineData("en-US", "en")]
    [InlineData("pt_BR", "pt")]
    [InlineData("IN", "id")]
    [InlineData("iw", "he")]
    [InlineData("fil", "fil")]
    [InlineData("und", "de")]
    [InlineData("qme", "de")]
    [InlineData("", "de")]
    public void Should_believe_its_sender_first(string declared, string language) =>
        Assert.Equal(language, PostText.Read("Heute war ich mit meinen Kindern im Zoo", declared, Guesser).Language);

    [Fact]
    public void Should_refuse_languages_that_cannot_be_told_apart()
    {
        Assert.Throws<ArgumentException>(() => new LinguaGuesser(["en", "xx"]));
        Assert.Throws<ArgumentException>(() => new LinguaGuesser(["en", "EN"]));
    }

    [Theory]
    [InlineData("the", "en", true)]
    [InlineData("the", null, true)]
    [InlineData("el", "es", true)]
    [InlineData("el", "en", false)]
    [InlineData("的", "zh", true)]
    [InlineData("the", "xx", false)]
    public void Should_know_its_function_words(string word, string? language, bool isOne) =>
        Assert.Equal(isOne, FunctionWords.Contains(word, language));

    [Fact]
    public void Should_know_function_words_of_the_guessed_languages() =>
        Assert.Subset(FunctionWords.Languages.ToHashSet(), LinguaGuesser.DefaultLanguages.ToHashSet());
}
