using Engram.Text.Stories;

namespace Engram.Text.Tests.Stories;

/// <summary><see cref="AnonymousStory"/>.</summary>
public sealed class When_a_story_is_anonymized
{
    [Theory]
    [InlineData("Where is Tom?", "Tom went to the harbor.|Lisa took the violin there.", "where is person1",
        "person1 went to the place1|person2 took the thing1 there")]
    [InlineData("where is tom", "tom went to the harbor|lisa took the violin", "where is person1", "person1 went to the place1|person2 "
        + "took the thing1")]
    [InlineData("Where is Mary Ann?", "Mary Ann and Old Pete went to New York.", "where is person1", "person1 and person2 went to place1")]
    [InlineData("Where is the red ball?", "Tom took the red ball.|Tom took the blue ball.", "where is the thing1",
        "person1 took the thing1|person1 took the thing2")]
    [InlineData("Where is the ball?", "Tom took the red ball.", "where is the thing1", "person1 took the thing1")]
    [InlineData("Where is John?", "John Smith went to the Grand Hotel.|John left the hotel.", "where is person1",
        "person1 went to the place1|person1 left the place1")]
    [InlineData("Where is Paris?", "Paris went to London.|Tom went to Paris.", "where is person1", "person1 went to place2|person2 went "
        + "to place1")]
    [InlineData("Is the cat in the garden?", "The cat went to the garden.|The box of chocolates is in the garden.",
        "is the person1 in the place1", "the person1 went to the place1|the thing1 is in the place1")]
    [InlineData("Who has the book?", "Tom gave Lisa the book.|Lisa received the pen from Tom.", "who has the thing1",
        "person2 gave person1 the thing1|person1 received the thing2 from person2")]
    [InlineData("What is north of the kitchen?", "The office is north of the kitchen.", "what is north of the place1",
        "the place2 is north of the place1")]
    [InlineData("Is the square below the red sphere?", "The square is to the left of the red sphere.", "is the thing1 below the thing2",
        "the thing1 is to the left of the thing2")]
    [InlineData("Where did Tom go?", "Tom, Lisa and Ahmed went to the park.|Then, Tom didn't go to the harbor.", "where did person1 go",
        "person1 and person2 and person3 went to the place2|then person1 did not go to the place1")]
    [InlineData("What color is Greg?", "Greg is a frog.|Greg is green.|The frog slept.", "what color is person2",
        "person2 is a frog|person2 is green|the person1 slept")]
    [InlineData("Where is Will?", "Will went to the north tower.|Tom went to the first floor.", "where is person1",
        "person1 went to the place2|person2 went to the place1")]
    [InlineData("Where will Tom go?", "Tom is thirsty.", "where will person1 go", "person1 is thirsty")]
    [InlineData("Where is JEAN-LUC?", "JEAN-LUC WENT TO THE HARBOR.", "where is person1", "person1 went to the place1")]
    [InlineData("Where is Tom?", "Tom left the violin there.|Tom took the violin.", "where is person1", "person1 left the thing1 "
        + "there|person1 took the thing1")]
    public void Should_have_a_slot_for_each_name(string question, string story, string anonymousQuestion, string anonymousStory)
    {
        var read = Read(question, story);

        Assert.Equal(Order(anonymousQuestion, anonymousStory),
            Order(read.Question.Text, string.Join('|', read.Sentences.Select(sentence => sentence.Text))));
    }

    [Fact]
    public void Should_restore_names_as_they_were_written()
    {
        var story = Read("Where is Tom?", "Tom went to the Grand Hotel.|Tom took the violin.|Tom took the lantern.");

        Assert.Equal("Grand Hotel", story.Restore(SlotOf(story, 0, "grand hotel")));
        Assert.Equal("violin, lantern", story.Restore($"{SlotOf(story, 1, "violin")},{SlotOf(story, 2, "lantern")}"));
        Assert.Equal("n,w", story.Restore("n,w"));
        Assert.Equal("yes", story.Restore("yes"));
    }

    [Fact]
    public void Should_not_take_a_word_of_the_story_for_a_slot()
    {
        var story = Read("Where is person2?", "person2 went to the place7.");

        Assert.Equal("person2", story.Restore(story.Question.Slots.Single().Slot!));
        Assert.False(story.Allows("place7"));
    }

    [Theory]
    [InlineData("place1", true)]
    [InlineData("person2", false)] // no such person in the story
    [InlineData("yes", true)]
    [InlineData("two", true)]
    [InlineData("thing1,thing2", false)]
    [InlineData("kitchen", false)] // not in the story
    public void Should_allow_what_the_story_names_and_words_that_every_story_allows(string answer, bool isAllowed) =>
        Assert.Equal(isAllowed, Read("Where is Tom?", "Tom went to the harbor.").Allows(answer));

    [Fact]
    public void Should_allow_what_training_teaches_where_the_story_has_a_word_of_it() =>
        Assert.True(Read("Where will Tom go?", "Tom is thirsty.").Allows("kitchen"));

    [Theory]
    [InlineData("Where is Carlos?", "Priya went to the attic.", "Carlos")]
    [InlineData("Where is the violin?", "Priya went to the attic.", "violin")]
    [InlineData("Where is Priya?", "Priya went to the attic.", "")]
    [InlineData("Where is Priya?", "", "Priya")]
    public void Should_name_who_and_what_no_sentence_mentions(string question, string story, string expected)
    {
        var read = Read(question, story);

        Assert.Equal(expected, string.Join(' ', read.UnmentionedIn(EntityRole.Person).Concat(read.UnmentionedIn(EntityRole.Thing))));
    }

    [Fact]
    public void Should_name_what_may_be_several() =>
        Assert.Equal(["ball"], Read("Where is the ball?", "Tom took the red ball.|Tom took the blue ball.").AmbiguousNames);

    [Fact]
    public void Should_leave_names_beyond_the_slots_without_one()
    {
        var crowd = Read("Where is P0?", string.Join('|', Enumerable.Range(0, 12).Select(person => $"P{person} went to the park.")));

        Assert.Equal(
            2, crowd.Sentences.SelectMany(sentence => sentence.Slots).Count(slot => slot.Role == EntityRole.Person && slot.Slot is null));
        Assert.Equal("person1", crowd.Sentences[0].Slots[0].Slot);
    }

    [Theory]
    [InlineData("Where is Tom?", "Yuki went to the harbor.", "")]
    [InlineData("Where is Yuki?", "Yuki zorped to the harbor.", "zorped")]
    [InlineData("where is yuki", "yuki zorped to the harbor", "zorped")]
    [InlineData("Where is the cat?", "The cat zorped to the harbor.", "zorped")]
    [InlineData("Who ate the cake?", "Yuki went to the harbor.", "ate")]
    [InlineData("Où est Marie?", "Marie est allée au jardin.", "est allée au jardin")]
    [InlineData("Where is Tom?", "Tom the harbor.", "tom the harbor")]
    public void Should_name_words_that_are_in_no_form_of_training(string question, string story, string expected)
    {
        var forms = StoryForms.Of(
            [Read("Where is Mary?", "Mary went to the kitchen."), Read("Where is the milk?", "The dog went to the kitchen."),
                Read("Where is Mary?", "Mary took the milk.")]);

        Assert.StartsWith(expected, string.Join(' ', forms.UnexplainedIn(Read(question, story))), StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0, forms.UnexplainedIn(Read(question, story)).Count == 0);
    }

    private static string SlotOf(AnonymousStory story, int sentence, string name) =>
        story.Sentences[sentence].Slots.Single(slot => slot.Name == name).Slot!;

    private static AnonymousStory Read(string question, string story) =>
        AnonymousStory.Read(question, story.Split('|', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Question and story with slots renumbered by first occurrence, so that the original slot numbers do not matter.</summary>
    private static string Order(string question, string story)
    {
        var numbers = new Dictionary<string, string>();
        return string.Join(' ', $"{question} ; {story.Replace("|", " | ", StringComparison.Ordinal)}".Split(' ').Select(word =>
            !StoryGrammar.Slots.Contains(word) ? word : numbers.TryGetValue(word, out var slot) ? slot
                : numbers[word] = $"{word.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])}#{numbers.Count}"));
    }
}
