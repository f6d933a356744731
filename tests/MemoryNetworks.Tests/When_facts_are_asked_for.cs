namespace Engram.MemoryNetworks.Tests;

/// <summary>The starter fact-reader on film facts.</summary>
public sealed class When_facts_are_asked_for(Movies movies) : IClassFixture<Movies>
{
    [Theory]
    [InlineData("Who directed Jaws?", "Steven Spielberg")]
    [InlineData("jaws director", "Steven Spielberg")]
    [InlineData("Jaws directed_by", "Steven Spielberg")]
    [InlineData("JAWS - WHO DIRECTED IT", "Steven Spielberg")]
    [InlineData("When did Alien come out?", "1979")]
    [InlineData("what kind of movie is alien", "Horror")]
    [InlineData("Who directed It?", "Andy Muschietti")]
    [InlineData("Who directed What??", "Roman Polanski")]
    [InlineData("who directed MASH", "Robert Altman")]
    [InlineData("who directed amelie", "Jean-Pierre Jeunet")]
    [InlineData("Who directed Halloween (1978)?", "John Carpenter")]
    [InlineData("Which countries border France?", "Spain")]
    [InlineData("What is the capital of France?", "Paris")]
    [InlineData("Did Ridley Scott direct Alien?", "yes")]
    [InlineData("Did Ridley Scott direct Jaws?", "no")]
    [InlineData("How many films did Steven Spielberg direct?", "2")]
    public void Should_answer(string question, string answer)
    {
        var (_, found) = movies.Ask(question);
        Assert.Equal((null, answer), (found.Code, found.Answers[0]));
    }

    [Fact]
    public void Should_list_all_that_is_right_and_nothing_else() =>
        Assert.Equal(["Duel", "Jaws"], movies.Ask("Which films did Steven Spielberg direct?").Answer.Answers.Order());

    [Theory]
    [InlineData("Which songs are in Jaws?", "no-such-relation")]
    [InlineData("How long is Alien?", "no-such-relation")]
    [InlineData("Who composed the music of Jaws?", "no-such-relation")]
    [InlineData("Who directed The Paper Sparrow?", "no-such-entity")]
    [InlineData("Who directed The Velvet Causeway?", "no-such-entity")]
    [InlineData("What is 17 times 23?", "no-such-entity")]
    [InlineData("???", "no-such-entity")]
    [InlineData("Who did not direct Jaws?", "negation")]
    [InlineData("Who directed Jaws and Alien?", "ambiguous")]
    public void Should_decline_and_say_why(string question, string code)
    {
        var (_, found) = movies.Ask(question);
        Assert.Equal(code, found.Code);
        Assert.NotEmpty(found.Reason!);
    }

    [Fact]
    public void Should_name_the_words_that_nothing_explains() =>
        Assert.Equal(["sparrow"], movies.Ask("Who directed The Paper Sparrow?").Read!.UnexplainedWords);

    [Fact]
    public void Should_correct_a_misspelt_name_and_say_so()
    {
        var (read, found) = movies.Ask("Who directed The Husucker Proxy?");
        Assert.Equal("Joel Coen", found.Answers[0]);
        var mention = Assert.Single(read!.Of.About);
        Assert.Equal(
            (Contracts.Questions.MentionMatch.Corrected, 1, "The Hudsucker Proxy"), (mention.Match, mention.Edits, mention.Entities[0]));
    }

    [Fact]
    public void Should_flag_facts_that_contradict_each_other()
    {
        var (_, found) = movies.Ask("Who directed Halloween?");
        Assert.Equal(["David Gordon Green", "John Carpenter"], found.Answers.Order());
        Assert.Equal(2, found.Conflict.Count);
        Assert.Empty(movies.Ask("What genre is Jaws?").Answer.Conflict);
    }

    [Fact]
    public void Should_give_a_probability_that_tells_what_is_known_from_what_is_not()
    {
        Assert.InRange(movies.Ask("Who directed Jaws?").Read!.Score, 0.95f, 1);
        Assert.InRange(movies.Ask("Which songs are in Jaws?").Read!.Score, 0, 0.5f);
    }
}
