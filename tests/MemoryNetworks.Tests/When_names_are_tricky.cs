namespace Engram.MemoryNetworks.Tests;

/// <summary>The starter fact-reader on films with hard names.</summary>
public sealed class When_names_are_tricky(TrickyNames names) : IClassFixture<TrickyNames>
{
    [Theory]
    [InlineData("Who directed What??", "Roman Polanski")]
    [InlineData("Who directed 9?", "Shane Acker")]
    [InlineData("Who directed It?", "Andy Muschietti")]
    [InlineData("Who directed The Who?", "Jeff Stein")]
    [InlineData("Who directed Amelie?", "Jean-Pierre Jeunet")]
    [InlineData("Who directed Oceans Eleven?", "Steven Soderbergh")]
    [InlineData("who directed MASH", "Robert Altman")]
    [InlineData("Who directed Dr Strangelove?", "Stanley Kubrick")]
    [InlineData("Who directed ＵＰ?", "Pete Docter")]
    [InlineData("Who directed 東京物語?", "小津安二郎")]
    [InlineData("Who directed Сталкер?", "Андрей Тарковский")]
    [InlineData("Who directed Halloween (1978)?", "John Carpenter")]
    [InlineData("Who directed To Be or Not to Be?", "Ernst Lubitsch")]
    public void Should_answer(string question, string answer)
    {
        var (_, found) = names.Ask(question);
        Assert.Equal((null, answer), (found.Code, string.Join(", ", found.Answers)));
    }

    [Theory]
    [InlineData("Who directed Nosuchfilm?")]
    [InlineData("Who directed Jaws?")]
    [InlineData("who")]
    public void Should_decline_what_is_not_there(string question) => Assert.NotNull(names.Ask(question).Answer.Code);

    [Theory]
    [InlineData("Who directed Contradiction Film?", "Alice Example, Bob Example")]
    [InlineData("Who directed Halloween?", "David Gordon Green, John Carpenter")]
    public void Should_list_both_sides_of_a_contradiction_and_flag_it(string question, string answers)
    {
        var (_, found) = names.Ask(question);
        Assert.Equal(answers, string.Join(", ", found.Answers.Order()));
        Assert.Equal(2, found.Conflict.Count);
    }
}
