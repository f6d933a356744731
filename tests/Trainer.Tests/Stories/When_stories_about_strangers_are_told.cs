using Engram.Training.Recipes.Stories;

namespace Engram.Trainer.Tests.Stories;

/// <summary><see cref="StrangerStories"/>, a generator of stories.</summary>
public sealed class When_stories_about_strangers_are_told
{
    [Theory]
    [InlineData(StrangerQuestion.Where)]
    [InlineData(StrangerQuestion.WhereThing)]
    [InlineData(StrangerQuestion.Carrying)]
    [InlineData(StrangerQuestion.Who)]
    public void Should_rest_each_answer_on_sentences_that_name_it(StrangerQuestion kind)
    {
        string[] free = [StrangerStories.NotTold, "nothing", "nobody"];
        foreach (var question in Tell(kind).Where(question => !free.Contains(question.Answer)))
        {
            var facts = string.Join(' ', question.Supporting.Select(place => question.Story[place]));
            Assert.All(question.Answer.Split(','), answer => Assert.Contains(answer, facts, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Should_answer_where_somebody_is_by_where_he_went_last()
    {
        foreach (var question in Tell(StrangerQuestion.Where).Where(question => question.Answer != StrangerStories.NotTold))
        {
            var fact = question.Supporting.Single();
            var who = StrangerNames.Training.People.Single(name => question.Text.Contains(name, StringComparison.Ordinal));
            Assert.Contains(who, question.Story[fact], StringComparison.Ordinal);
            Assert.DoesNotContain(question.Story.Skip(fact + 1), sentence => sentence.Contains($"{who} went to", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Should_not_tell_where_somebody_is_who_left() =>
        Assert.All(
            Tell(StrangerQuestion.Where)
                .Where(question => question.Supporting.Any(fact => question.Story[fact].Contains(" exited ", StringComparison.Ordinal))),
            question => Assert.Equal(StrangerStories.NotTold, question.Answer));

    [Fact]
    public void Should_ask_for_lists_and_for_what_is_not_told()
    {
        Assert.Contains(Tell(StrangerQuestion.Carrying), question => question.Answer.Split(',').Length > 2);
        Assert.Contains(Tell(StrangerQuestion.WhereThing), question => question.Answer == StrangerStories.NotTold);
        Assert.InRange(Tell(StrangerQuestion.YesNo).Count(question => question.Answer == "yes"), 100, 300);
    }

    [Fact]
    public void Should_hold_names_and_words_out_of_training()
    {
        var (training, validation) = (StrangerNames.Training, StrangerNames.Validation);

        Assert.Empty(
            training.People.Concat(training.Places).Concat(training.Things)
                .Intersect(validation.People.Concat(validation.Places).Concat(validation.Things)));
        var told = string.Join(' ', Enum.GetValues<StrangerQuestion>().SelectMany(Tell).SelectMany(question => question.Story));
        Assert.All(validation.Odd, word => Assert.DoesNotContain($" {word} ", told, StringComparison.Ordinal));
    }

    private static IReadOnlyList<StoryQuestion> Tell(StrangerQuestion kind) =>
        BabiFile.Parse(new StrangerStories(StrangerNames.Training, new Random(3)).Tell(kind, 400).Split('\n'), "stories");
}
