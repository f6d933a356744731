using Engram.Text.Questions;

namespace Engram.Text.Tests.Questions;

/// <summary><see cref="QuestionFrame"/> and <see cref="QuestionForm"/>.</summary>
public sealed class When_a_question_is_framed
{
    [Fact]
    public void Should_leave_the_words_around_its_entities()
    {
        var tokens = Tokenizer.Tokenize("Did Ridley Scott direct Alien?");
        Assert.Equal(["did", QuestionFrame.Entity, "direct", QuestionFrame.Entity], QuestionFrame.Of(tokens, (1, 2), (4, 1)).Words);
    }

    [Fact]
    public void Should_take_the_name_of_a_relation_for_its_words() =>
        Assert.Equal([QuestionFrame.Entity, "directed", "by"], QuestionFrame.Of(Tokenizer.Tokenize("Jaws directed_by?"), (0, 1)).Words);

    [Fact]
    public void Should_be_the_frame_of_the_template_that_made_it() =>
        Assert.Equal(QuestionFrame.Of(Tokenizer.Tokenize("Who's the director of Jaws?"), (6, 1)).Words,
            QuestionFrame.OfTemplate("Who's the director of {x}?").Words);

    [Fact]
    public void Should_have_pairs_and_triples_of_words_as_symbols() =>
        Assert.Equal(["a", "b", "c", "a b", "b c", "a b c"], new QuestionFrame(["a", "b", "c"]).Symbols());

    [Fact]
    public void Should_tell_what_stands_beside_an_entity()
    {
        var frame = QuestionFrame.OfTemplate("who directed {x} and {x} again");
        Assert.Equal(["directed", "and"], frame.BesideEntity(-1));
        Assert.Equal(["and", "again"], frame.BesideEntity(1));
    }

    [Theory]
    [InlineData("who directed {x}", QuestionForm.Values)]
    [InlineData("is {x} a comedy or a drama", QuestionForm.Values)]
    [InlineData("did {y} direct {x}", QuestionForm.YesNo)]
    [InlineData("is {y} the director of {x}", QuestionForm.YesNo)]
    [InlineData("how many films did {x} direct", QuestionForm.Count)]
    [InlineData("what is the number of films by {x}", QuestionForm.Count)]
    [InlineData("who did not direct {x}", QuestionForm.Negated)]
    [InlineData("who other than {y} directed {x}", QuestionForm.Negated)]
    [InlineData("Who didn't direct {x}?", QuestionForm.Negated)]
    public void Should_tell_how_it_wants_to_be_answered(string template, QuestionForm form) =>
        Assert.Equal(form, QuestionFrame.OfTemplate(template).Form);

    [Theory]
    [InlineData("directed_by", "directed by")]
    [InlineData("!directed_by", "! directed by")]
    [InlineData("dateOfBirth", "date of birth")]
    [InlineData("date of birth", "date of birth")]
    [InlineData("height-m", "height m")]
    public void Should_be_compared_with_the_words_of_relations(string relation, string words) =>
        Assert.Equal(words, string.Join(' ', QuestionWords.OfRelation(relation)));

    [Fact]
    public void Should_know_a_lexicon_in_which_every_question_is_about_something() => Assert.All(QuestionLexicon.Concepts, concept =>
    {
        Assert.NotEmpty(concept.Relations);
        Assert.All(
            concept.Asks.Concat(concept.InverseAsks), ask => Assert.Contains(QuestionLexicon.Subject, ask, StringComparison.Ordinal));
    });
}
